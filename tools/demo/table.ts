// What the Swarm says after a rotation, for a person to read.
import { execa } from "execa";
import { z } from "zod";
import { resourceTypes } from "../../rotation/contract.ts";
import { parseSecretName } from "../../rotation/secret-name.ts";
import { nameOf } from "../../rotation/urn.ts";
import { connect } from "../../swarm/engine/client.ts";
import { ownedReferences, sameReferences } from "../../swarm/engine/references.ts";
import { isWanted, listTasks, liveReferences } from "../../swarm/engine/service.ts";
import { readBinding } from "../../swarm/flip/binding.ts";
import { exampleNamespace as namespace } from "../example.ts";
import { projectDir } from "../paths.ts";
import { devStack } from "../stack/dev-stack.ts";
import { UserError } from "../../rotation/user-error.ts";

/** The parts of the stack's state that say what was proven and what is kept. */
const State = z.object({
  deployment: z.object({
    resources: z.array(z.object({ type: z.string(), urn: z.string(), outputs: z.looseObject({}).default({}) })),
  }),
});
const BindingOutputs = z.object({ seconds: z.number() });
const RecordOutputs = z.object({ secret: z.string(), versions: z.record(z.coerce.number(), z.string()) });

/** Each service with each of its secrets: the retained and the current version, the replicas on it, the last flip's time. */
export async function rotationTable(env: NodeJS.ProcessEnv): Promise<string> {
  const args = ["stack", "export", `--stack=${devStack}`, "--non-interactive"];
  const { stdout } = await execa("pulumi", args, { cwd: projectDir, env, extendEnv: false, stdin: "ignore" });
  const { resources } = State.parse(JSON.parse(stdout)).deployment;
  const records = resources
    .filter(({ type }) => type === resourceTypes.record)
    .map(({ outputs }) => RecordOutputs.parse(outputs));
  const kept = new Map(records.map(({ secret, versions }) => [secret, Object.keys(versions).map(Number)]));
  const { engine } = await connect(undefined, env);
  const rows = [["service", "secret", "version", "replicas", "seconds"]];
  for (const { urn, outputs } of resources.filter(({ type }) => type === resourceTypes.binding)) {
    const name = nameOf(urn);
    const { seconds } = BindingOutputs.parse(outputs);
    const service = `${namespace}_${name}`;
    const live = await readBinding(engine, service, owns);
    if (live === undefined) throw new UserError(`The service ${service} is gone.`, "Run `npm start` again.");
    const tasks = (await listTasks(engine, live.serviceId)).filter(isWanted);
    const verified = tasks.filter(
      ({ Spec, Status }) =>
        Status.State === "running" && sameReferences(ownedReferences(liveReferences(Spec), owns), live.references),
    );
    for (const { secretName } of live.references) {
      const { logicalName = "", version = 0 } = parseSecretName(secretName, namespace) ?? {};
      const before = kept
        .get(logicalName)
        ?.filter((other) => other < version)
        .at(-1);
      const versions = before === undefined ? `v${version}` : `v${before} → v${version}`;
      rows.push([
        name,
        logicalName,
        versions,
        `${verified.length} of ${live.replicas ?? tasks.length}`,
        seconds.toFixed(1),
      ]);
    }
  }
  return format(rows);
}

const owns = (secretName: string): boolean => parseSecretName(secretName, namespace) !== undefined;

function format(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
