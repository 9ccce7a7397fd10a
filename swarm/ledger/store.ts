// Keeps the ledgers on the Swarm. Each ledger is a label of a Docker config of its own, because a config lives where the secrets
// live, and its labels may change while its data may not. A ledger holds names, times and fingerprints, never a value. Its log is a
// second label, so that one write changes both, and what only reads ledgers need not parse it.
import { isDeepStrictEqual } from "node:util";
import { ledgerLabels } from "../../rotation/labels.ts";
import { emptyLedger, type Ledger } from "../../rotation/ledger.ts";
import { anchorLine } from "../../rotation/log-check.ts";
import { namePrefix, unversionedName } from "../../rotation/secret-name.ts";
import { explain } from "../engine/engine-failure.ts";
import { SwarmError } from "../engine/errors.ts";
import { Patience } from "../engine/patience.ts";
import type { Engine } from "../engine/engine.ts";
import { retryChange } from "../engine/retry.ts";
import { logAfter, type Note } from "./entry.ts";

/** The two parts of a secret's name that do not change. */
export interface LedgerName {
  namespace: string;
  logicalName: string;
}

/** The texts of a ledger and of its log, as they stand on the Swarm. */
export interface LedgerTexts {
  ledger: string;
  /** Undefined where there is none: nothing has changed the ledger since logs are kept. */
  log: string | undefined;
}

interface EngineConfig {
  ID: string;
  Version: { Index: number };
  Spec: { Name: string; Labels?: Record<string, string> | null; Data: string };
}

/** The ledgers whose names on the Swarm begin with a namespace. */
export interface Ledgers {
  /** The ledgers of the namespace itself, by the secret's logical name. */
  own: Map<string, Ledger>;
  /** The ledgers of other namespaces that begin alike (`busflow_eu`, `busflow`): the other namespace, by the ledger's name. */
  others: Map<string, string>;
  /** The texts of the namespace's own ledgers and logs, by the secret's logical name. */
  texts: Map<string, LedgerTexts>;
}

/**
 * All ledgers of a namespace, by the secret's logical name.
 *
 * @throws SwarmError `bad-ledger`, `refused`, `unreachable`
 */
export async function readLedgers(engine: Engine, namespace: string): Promise<Map<string, Ledger>> {
  return (await lookAtLedgers(engine, namespace)).own;
}

/**
 * All ledgers of a namespace, and the ledgers of others that could be taken for one of these.
 *
 * @param patience the time that it has; default a minute
 * @throws SwarmError `bad-ledger`, `refused`, `unreachable`
 */
export async function lookAtLedgers(engine: Engine, namespace: string, patience = new Patience()): Promise<Ledgers> {
  const filters = { name: [namePrefix(namespace)], label: [ledgerLabels.namespace] };
  const configs = await listConfigs(engine, filters, patience).catch((error: unknown) => {
    throw explain(error, `the ledgers of ${namespace}`);
  });
  const ledgers: Ledgers = { own: new Map(), others: new Map(), texts: new Map() };
  for (const config of configs) {
    const labels = config.Spec.Labels ?? {};
    const { [ledgerLabels.namespace]: owner = "", [ledgerLabels.secret]: logicalName } = labels;
    // A config with these labels under another name is a copy, and not a ledger.
    if (logicalName === undefined || config.Spec.Name !== configName({ namespace: owner, logicalName })) continue;
    if (owner !== namespace) {
      ledgers.others.set(config.Spec.Name, owner);
      continue;
    }
    ledgers.own.set(logicalName, await read(config));
    ledgers.texts.set(logicalName, { ledger: labels[ledgerLabels.ledger] ?? "", log: labels[ledgerLabels.log] });
  }
  return ledgers;
}

/**
 * One secret's ledger; undefined when the Swarm has none.
 *
 * @throws SwarmError `bad-ledger`, `refused`, `unreachable`
 */
export async function readLedger(engine: Engine, name: LedgerName): Promise<Ledger | undefined> {
  const found = await findConfig(engine, name, new Patience()).catch((error: unknown) => {
    throw explain(error, `the ledger ${configName(name)}`);
  });
  return found && (await read(found));
}

/**
 * Changes a ledger, and makes it when there is none. Its log gets an entry about the change in the same write. Where somebody else
 * changed the ledger in between, or the Engine's answer got lost, the ledger is read and changed again, so that nobody's change is lost.
 *
 * @param change gets the ledger, an empty one when there is none; returning an equal one changes nothing
 * @param note what the log says besides what has changed
 * @returns the ledger as it is now
 * @throws SwarmError `bad-ledger`, `refused`, `unreachable`; what `change` throws, and then nothing is changed
 */
export async function changeLedger(
  engine: Engine,
  name: LedgerName,
  change: (ledger: Ledger) => Ledger,
  note: Note = { at: new Date() },
): Promise<Ledger> {
  const patience = new Patience();
  try {
    return await retryChange(patience, async () => {
      const found = await findConfig(engine, name, patience);
      const before = found === undefined ? emptyLedger : await read(found);
      const after = change(before);
      const isSame = isDeepStrictEqual(after, before);
      if (found === undefined && isSame) return before;
      const text = JSON.stringify(after);
      const log = await logAfter(found?.Spec.Labels?.[ledgerLabels.log], { before, after, isSame, text }, note);
      if (log === undefined) return before;
      await write(engine, name, found, { ledger: text, log: JSON.stringify(log) });
      note.onEntry?.(anchorLine(configName(name), { n: log.entries.at(-1)?.n ?? 0, digest: log.head }));
      return after;
    });
  } catch (error) {
    throw explain(error, `the ledger ${configName(name)}`);
  }
}

async function write(
  engine: Engine,
  { namespace, logicalName }: LedgerName,
  found: EngineConfig | undefined,
  { ledger, log }: { ledger: string; log: string },
): Promise<void> {
  const Name = configName({ namespace, logicalName });
  const Labels = {
    ...found?.Spec.Labels,
    [ledgerLabels.namespace]: namespace,
    [ledgerLabels.secret]: logicalName,
    [ledgerLabels.ledger]: ledger,
    [ledgerLabels.log]: log,
  };
  if (found === undefined) {
    const text = `The ledger of the secret ${Name}. It is in the label ${ledgerLabels.ledger}; removing it forgets which versions were used.\n`;
    await engine.request("/configs/create", { body: { Name, Labels, Data: Buffer.from(text).toString("base64") } });
  } else {
    const query = { version: found.Version.Index };
    await engine.request(`/configs/${found.ID}/update`, { query, body: { ...found.Spec, Labels } });
  }
}

async function findConfig(engine: Engine, name: LedgerName, patience: Patience): Promise<EngineConfig | undefined> {
  const wanted = configName(name);
  // The Engine matches a name as a prefix.
  const configs = await listConfigs(engine, { name: [wanted] }, patience);
  const found = configs.find(({ Spec }) => Spec.Name === wanted);
  const { [ledgerLabels.namespace]: owner = name.namespace } = found?.Spec.Labels ?? {};
  if (owner === name.namespace) return found;
  throw new SwarmError(
    "exists",
    `The Docker config ${wanted} is the ledger of a secret of the namespace ${owner}.`,
    `Give ${name.logicalName} another logical name: it is never touched from here.`,
  );
}

function listConfigs(engine: Engine, filters: Record<string, string[]>, patience: Patience): Promise<EngineConfig[]> {
  return patience.read(() => engine.request<EngineConfig[]>("/configs", { query: { filters } }));
}

/** The name of a ledger's config: the secret's name without its version, so that it is never too long for the Engine. */
function configName({ namespace, logicalName }: LedgerName): string {
  return unversionedName(namespace, logicalName);
}

async function read({ Spec }: EngineConfig): Promise<Ledger> {
  const text = Spec.Labels?.[ledgerLabels.ledger];
  const { parseLedger } = await import("../../rotation/ledger-schema.ts");
  try {
    return parseLedger(text ?? "");
  } catch (error) {
    throw new SwarmError(
      "bad-ledger",
      `The Docker config ${Spec.Name} is not a ledger that can be read: its label ${ledgerLabels.ledger} is ${text === undefined ? "missing" : "malformed"}.`,
      "Restore the label. If the config is somebody else's, give the stack another namespace.",
      { cause: error },
    );
  }
}
