// Makes the table that shows what the Swarm says after a rotation.
import { execa } from "execa";
import { z } from "zod";
import { versionsOf } from "../../rotation/bound.ts";
import { resourceTypes } from "../../rotation/contract.ts";
import { parseSecretName } from "../../rotation/secret-name.ts";
import { nameOf } from "../../rotation/urn.ts";
import { connect } from "../../swarm/engine/client.ts";
import { deviations, lookAtStanding, replicasOn, type Standing } from "../../swarm/look/standing.ts";
import { UserError } from "../../rotation/user-error.ts";
import { failureOf } from "../failure.ts";
import { projectDir } from "../paths.ts";
import { devStack } from "../stack/dev-stack.ts";

/** The parts of the stack's state that say what is bound, and what is kept. */
const State = z.object({
  deployment: z.object({
    resources: z.array(z.object({ type: z.string(), urn: z.string(), outputs: z.looseObject({}).default({}) })),
  }),
});
const BindingOutputs = z.object({
  namespace: z.string(),
  service: z.string(),
  secrets: z.record(z.string(), z.object({ secretName: z.string() })),
  seconds: z.number(),
});
const RecordOutputs = z.object({ secret: z.string(), versions: z.record(z.coerce.number(), z.string()) });

type Resource = z.output<typeof State>["deployment"]["resources"][number];

/** Each service with each of its secrets: the retained and the current version, the replicas on it, the last flip's time. */
export async function rotationTable(env: NodeJS.ProcessEnv): Promise<string> {
  const args = ["stack", "export", `--stack=${devStack}`, "--non-interactive"];
  const options = { cwd: projectDir, env, extendEnv: false, stdin: "ignore", reject: false } as const;
  const exported = await execa("pulumi", args, options);
  if (exported.failed) {
    const problem = `The state of the stack ${devStack} cannot be read: ${failureOf(exported)}`;
    throw new UserError(problem, "Mend that, and run `npm start` again.");
  }
  const { engine } = await connect(undefined, env);
  return format(
    rotationRows(State.parse(JSON.parse(exported.stdout)).deployment.resources, await lookAtStanding(engine)),
  );
}

/**
 * The rows of the table. Whether a service stands on a version is judged by the same code as for the ledger. Where it does not, the row
 * says what is wrong instead of how many replicas run.
 */
export function rotationRows(resources: readonly Resource[], standing: Standing): string[][] {
  const records = outputsOf(resources, resourceTypes.record).map(({ outputs }) => RecordOutputs.parse(outputs));
  const kept = new Map(records.map(({ secret, versions }) => [secret, Object.keys(versions).map(Number)]));
  const rows = outputsOf(resources, resourceTypes.binding).flatMap(({ urn, outputs }) => {
    const { namespace, service, secrets, seconds } = BindingOutputs.parse(outputs);
    const names = [...new Set(Object.values(secrets).map(({ secretName }) => secretName))].sort();
    return names.map((secretName) => {
      const { logicalName = "", version = 0 } = parseSecretName(secretName, namespace) ?? {};
      const secretId = standing.secrets.get(secretName)?.id;
      const sought = { versionOf: versionsOf(namespace, logicalName), secretId };
      const [deviation] = deviations(standing, [service], sought);
      const { running, wanted } = replicasOn(standing, service, sought);
      const before = kept
        .get(logicalName)
        ?.filter((other) => other < version)
        .at(-1);
      return [
        nameOf(urn),
        logicalName,
        before === undefined ? `v${version}` : `v${before} → v${version}`,
        deviation?.what ?? `${running} of ${wanted}`,
        seconds.toFixed(1),
      ];
    });
  });
  return [["service", "secret", "version", "replicas", "seconds"], ...rows];
}

function outputsOf(resources: readonly Resource[], wanted: string): Resource[] {
  return resources.filter(({ type }) => type === wanted);
}

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
