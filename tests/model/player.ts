// Plays a sequence on a ground, step by step, and has the watcher look on.
import { emptyLedger, knownVersions } from "../../rotation/ledger.ts";
import type { Service, Snapshot, Spec } from "./engine-types.ts";
import {
  changeSpec,
  look,
  rollBackService,
  type Ground,
  type Interference,
  type SecretConfig,
  type StackConfig,
} from "./ground.ts";
import { dependants, logicalNames, makeValue, serviceName } from "./scene.ts";
import type { EditStep, HandStep, Step } from "./steps.ts";
import { ledgersOf, Watcher } from "./watcher.ts";

/** What an edit makes of the secrets, by logical name; those that are not named stay. */
type Edit = Record<string, SecretConfig>;

export class Player {
  readonly watcher: Watcher;
  /** What was done, and what came of it. */
  readonly account: string[] = [];
  readonly #ground: Ground;
  #config: StackConfig;
  /** All values that were ever declared, by logical name and version, as the history of the stack config has them. */
  readonly #history: StackConfig["values"] = {};
  /** Whether the last run of the config as it stands did not end well, so that the config itself may be refused. */
  #isInDoubt = false;
  /** What each service was deployed from, the latest first: its spec when a run was green. */
  readonly #files = new Map<string, Spec[]>();
  #tickets = 0;

  constructor(ground: Ground) {
    this.#ground = ground;
    this.watcher = new Watcher(ground.namespace, () => ground.now());
    this.#config = {
      secrets: Object.fromEntries(logicalNames.map((name) => [name, { current: 1, retain: [] }])),
      values: Object.fromEntries(logicalNames.map((name) => [name, { 1: makeValue(name, 1, undefined) }])),
    };
  }

  /** The first run, which has to be green; the services are there. */
  async start(): Promise<void> {
    await this.#configure(this.#config);
    if (!(await this.#up())) throw new Error(this.account.join("\n"));
  }

  /** @throws Violation when something does not hold any more */
  async play(step: Step): Promise<void> {
    switch (step.do) {
      case "rotate":
      case "roll back":
      case "retire":
      case "incident":
      case "close incident":
        await this.#edit(step);
        break;
      case "up":
        await this.#upWithAdvice(step.meanwhile);
        break;
      case "preview":
        await this.#preview();
        break;
      case "wait":
        this.account.push(`${step.hours} h go by`);
        await this.#ground.pass(step.hours);
        break;
      case "put back by hand":
      case "stack deploy":
      case "service rollback":
      case "scale":
      case "update":
        await this.#byHand(step);
        this.watcher.observe(await look(this.#ground), false);
    }
    if (this.watcher.violation !== undefined) throw this.watcher.violation;
  }

  async #edit(step: EditStep): Promise<void> {
    const edit = edited(step, this.#config, await this.#lookAtLedgers(), this.#ticket(step));
    if (edit === undefined) return;
    this.account.push(JSON.stringify(step));
    const before = this.#config;
    const isNew = step.do === "rotate" || step.do === "incident";
    const wasInDoubt = this.#isInDoubt;
    await this.#configure(withEdit(before, edit, { isNew, bad: isNew ? step.bad : undefined }, this.#history));
    // What is refused would not be noticed in a run that is killed, and would stay in the config.
    const isSlip = step.do === "rotate" && step.forgetRetain === true;
    if ((await this.#up(isSlip ? undefined : step.meanwhile)) !== "refused") return;
    // Nobody merges what is refused.
    await this.#configure(before);
    if (wasInDoubt) await this.#upWithAdvice();
  }

  async #configure(config: StackConfig): Promise<void> {
    this.#config = config;
    for (const [name, values] of Object.entries(config.values)) Object.assign((this.#history[name] ??= {}), values);
    await this.#ground.configure(config);
  }

  /** A run of the config as it stands. When that is refused for a version that it does not keep, the advice is obeyed. */
  async #upWithAdvice(meanwhile?: Interference): Promise<void> {
    const { result, text } = await this.#run(meanwhile);
    const advice = result === "refused" ? retainAdvice(text, this.#config) : {};
    if (Object.keys(advice).length === 0) return;
    this.account.push(`obeying ${JSON.stringify(advice)}`);
    await this.#configure(withEdit(this.#config, advice, { isNew: false, bad: undefined }, this.#history));
    await this.#up();
  }

  #ticket(step: EditStep): SecretConfig["incident"] {
    if (step.do !== "incident") return undefined;
    this.#tickets += 1;
    const at = new Date(this.#ground.now()).toISOString();
    const times = { discoveredAt: at, revokedAt: at };
    return { ticket: `SEC-${this.#tickets}`, ...times, ...(step.secret in dependants && { roleRotatedAt: at }) };
  }

  async #up(meanwhile?: Interference): Promise<boolean | "refused"> {
    return (await this.#run(meanwhile)).result;
  }

  async #run(meanwhile?: Interference): Promise<{ result: boolean | "refused"; text: string }> {
    const { green, wrote, text } = await this.#ground.up(meanwhile);
    this.account.push(`  up: ${green ? "green" : "failed"}: ${text}`);
    await this.#observe(green ? "up" : undefined);
    this.#isInDoubt = !green;
    return { result: green || (wrote ? false : "refused"), text };
  }

  async #preview(): Promise<void> {
    const { green, text } = await this.#ground.preview();
    this.account.push(`  preview: ${green ? "nothing to do" : text}`);
    await this.#observe(green ? "preview" : undefined);
  }

  /** @param green what says that all is as declared */
  async #observe(green: string | undefined): Promise<void> {
    const snapshot = await look(this.#ground);
    this.watcher.observe(snapshot, true);
    if (green === undefined) return;
    this.watcher.observeGreen(snapshot, this.#config, green);
    for (const { Spec } of snapshot.services)
      this.#files.set(Spec.Name, [fileOf(Spec), ...(this.#files.get(Spec.Name) ?? [])]);
  }

  async #byHand(step: Exclude<HandStep, { do: "wait" }>): Promise<void> {
    const name = serviceName(step.service, this.#ground.namespace);
    const refusal = await this.#change(step, name);
    this.account.push(`${JSON.stringify(step)}${refusal === undefined ? "" : `: ${refusal}`}`);
  }

  async #change(step: Exclude<HandStep, { do: "wait" }>, name: string): Promise<string | undefined> {
    const ground = this.#ground;
    switch (step.do) {
      case "put back by hand":
        return await this.#putBack(name, await look(ground));
      case "stack deploy": {
        const files = this.#files.get(name) ?? [];
        const file = files[step.file % files.length];
        return file && (await changeSpec(ground, name, () => structuredClone(file)));
      }
      case "service rollback":
        return await rollBackService(ground, name);
      case "scale":
        return await changeSpec(ground, name, (spec) => ({
          ...spec,
          Mode: { Replicated: { Replicas: step.replicas } },
        }));
      case "update":
        return await changeSpec(ground, name, (spec) => {
          const text = String(this.account.length);
          if (!step.restarts) return { ...spec, Labels: { ...spec.Labels, note: text } };
          spec.TaskTemplate.ContainerSpec.Env = [`NOTE=${text}`];
          return spec;
        });
    }
  }

  /** To the newest versions that there are before those that it is on. */
  async #putBack(name: string, { secrets }: Snapshot): Promise<string | undefined> {
    return await changeSpec(this.#ground, name, (spec) => {
      const references = (spec.TaskTemplate.ContainerSpec.Secrets ?? []).map((reference) => {
        const [, stem = "", version = ""] = /^(.+_v)(\d+)$/.exec(reference.SecretName) ?? [];
        const older = secrets
          .filter(({ Spec }) => Spec.Name.startsWith(stem) && Number(Spec.Name.slice(stem.length)) < Number(version))
          .sort((a, b) => Number(b.Spec.Name.slice(stem.length)) - Number(a.Spec.Name.slice(stem.length)));
        const [found] = older;
        return found === undefined ? reference : { ...reference, SecretID: found.ID, SecretName: found.Spec.Name };
      });
      spec.TaskTemplate.ContainerSpec.Secrets = references;
      return spec;
    });
  }

  async #lookAtLedgers(): Promise<ReturnType<typeof ledgersOf>> {
    return ledgersOf(await look(this.#ground), this.#ground.namespace);
  }
}

/** What a step makes of the config; undefined where it cannot be done. */
function edited(
  step: EditStep,
  { secrets }: StackConfig,
  ledgers: ReturnType<typeof ledgersOf>,
  incident: SecretConfig["incident"],
): Edit | undefined {
  const isRevoked = (name: string, version: number) =>
    (ledgers.get(name) ?? emptyLedger).versions[version]?.revokedBy !== undefined;
  // A version that is declared besides counts only when it stays: else its number was never used.
  const next = (name: string, kept: readonly number[]) =>
    Math.max(0, ...kept, ...knownVersions(ledgers.get(name) ?? emptyLedger)) + 1;
  const names = step.do === "rotate" ? step.secrets : [step.secret];
  const edit: Edit = {};
  for (const name of names) {
    const secret = secrets[name];
    if (secret === undefined) return undefined;
    const { current, retain } = secret;
    const oldest = retain[0];
    const newest = retain.at(-1);
    if (step.do === "rotate") {
      // As long as an incident's rotation is not through, it revokes all that came before the next version.
      const isOpen = secret.incident !== undefined && ledgers.get(name)?.incident?.ticket !== secret.incident.ticket;
      const isKept = (version: number) => step.forgetRetain !== true && !isOpen && !isRevoked(name, version);
      const kept = [...retain, current].filter(isKept);
      edit[name] = { ...secret, current: next(name, kept), retain: sorted(kept) };
    } else if (step.do === "roll back") {
      if (newest === undefined) return undefined;
      edit[name] = { ...secret, current: newest, retain: sorted([...retain.filter((one) => one !== newest), current]) };
    } else if (step.do === "retire") {
      if (oldest === undefined) return undefined;
      edit[name] = { ...secret, retain: retain.filter((one) => one !== oldest) };
    } else if (step.do === "incident") {
      if (secret.incident !== undefined || incident === undefined) return undefined;
      edit[name] = { current: next(name, []), retain: [], incident };
    } else {
      if (secret.incident === undefined) return undefined;
      edit[name] = { current, retain };
    }
  }
  return edit;
}

/**
 * The config with these secrets, and with the values of exactly the versions that are then declared.
 *
 * @param options.isNew whether the current versions of the edit are new ones
 * @param options.bad which service does not start on their values
 * @param history the values that versions had which were declared before
 */
function withEdit(
  before: StackConfig,
  edit: Edit,
  { isNew, bad }: { isNew: boolean; bad: string | undefined },
  history: StackConfig["values"],
): StackConfig {
  const secrets = { ...before.secrets, ...edit };
  const values = Object.fromEntries(
    Object.entries(secrets).map(([name, { current, retain }]) => {
      const known = { ...history[name], ...before.values[name] };
      return [
        name,
        Object.fromEntries(
          [...retain, current].map((version) => [
            version,
            (isNew && name in edit && version === current ? undefined : known[version]) ??
              makeValue(name, version, bad),
          ]),
        ),
      ];
    }),
  );
  return { secrets, values };
}

/** What a refusal says is to be retained, of the secrets where that differs from the config. */
function retainAdvice(refusal: string, { secrets }: StackConfig): Edit {
  const edit: Edit = {};
  for (const [, name = "", list = "[]"] of refusal.matchAll(/secrets\.(\w+)\.retain: [^]*?retain: (\[[\d, ]*\])/g)) {
    const secret = secrets[name];
    const retain = JSON.parse(list) as number[];
    if (secret !== undefined && list !== JSON.stringify(secret.retain)) edit[name] = { ...secret, retain };
  }
  return edit;
}

/** A compose file says nothing of what the program notes on a service. */
function fileOf(spec: Service["Spec"]): Spec {
  const file = structuredClone(spec);
  file.Labels = Object.fromEntries(Object.entries(file.Labels).filter(([label]) => !label.startsWith("busflow.")));
  return file;
}

function sorted(versions: readonly number[]): number[] {
  return versions.toSorted((a, b) => a - b);
}
