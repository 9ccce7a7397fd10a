// Remembers on the Swarm what people have been told of, so that whoever looks next, on whatever machine, tells it once. It is a label of
// a Docker config of its own, as the ledgers are.
import { z } from "zod";
import { noticeLabels } from "../../rotation/labels.ts";
import { explain } from "../engine/engine-failure.ts";
import type { Engine } from "../engine/engine.ts";
import { Patience } from "../engine/patience.ts";
import { retryChange } from "../engine/retry.ts";

/** The channels in which each thing was told, by its ID. */
type Told = Readonly<Record<string, readonly string[]>>;

interface EngineConfig {
  ID: string;
  Version: { Index: number };
  Spec: { Name: string; Labels?: Record<string, string> | null; Data: string };
}

const toldSchema = z.record(z.string(), z.array(z.string()));

/**
 * What has been told of a namespace. What cannot be read counts as nothing: a notice that comes twice is better than none.
 *
 * @throws SwarmError `refused`, `unreachable`
 */
export async function readTold(engine: Engine, namespace: string): Promise<Told> {
  try {
    return read(await find(engine, namespace, new Patience()));
  } catch (error) {
    throw explain(error, `what has been told of ${namespace}`);
  }
}

/**
 * Changes what has been told; where somebody else did so in between, it is read and changed again.
 *
 * @param change returns what has been told from now on
 * @throws SwarmError `refused`, `unreachable`
 */
export async function changeTold(engine: Engine, namespace: string, change: (told: Told) => Told): Promise<void> {
  const patience = new Patience();
  try {
    await retryChange(patience, async () => {
      const found = await find(engine, namespace, patience);
      const before = found?.Spec.Labels?.[noticeLabels.told];
      const after = JSON.stringify(change(read(found)));
      if (after === before) return;
      const Labels = { [noticeLabels.namespace]: namespace, [noticeLabels.told]: after };
      if (found === undefined) {
        const text = `What has been told of ${namespace}. It is in the label ${noticeLabels.told}; removing it tells some of it again.\n`;
        const body = { Name: nameOf(namespace), Labels, Data: Buffer.from(text).toString("base64") };
        await engine.request("/configs/create", { body });
      } else {
        const query = { version: found.Version.Index };
        const body = { ...found.Spec, Labels: { ...found.Spec.Labels, ...Labels } };
        await engine.request(`/configs/${found.ID}/update`, { query, body });
      }
    });
  } catch (error) {
    throw explain(error, `what has been told of ${namespace}`);
  }
}

async function find(engine: Engine, namespace: string, patience: Patience): Promise<EngineConfig | undefined> {
  const filters = { name: [nameOf(namespace)] };
  const configs = await patience.read(() => engine.request<EngineConfig[]>("/configs", { query: { filters } }));
  // The Engine matches a name as a prefix.
  return configs.find(({ Spec }) => Spec.Name === nameOf(namespace));
}

/** No ledger has a name with a dot. */
function nameOf(namespace: string): string {
  return `${namespace}.notices`;
}

function read(found: EngineConfig | undefined): Told {
  try {
    return toldSchema.parse(JSON.parse(found?.Spec.Labels?.[noticeLabels.told] ?? "{}"));
  } catch {
    return {};
  }
}
