import { z } from "zod";
import { resourceTypes } from "../rotation/contract.ts";
import { formatSecretName, parseSecretName, type VersionedName } from "../rotation/secret-name.ts";
import type { Pin } from "./compose-files.ts";
import { stackPolicy } from "./define.ts";
import { mayBe } from "./interpolation.ts";
import { rootSetting } from "./project-root.ts";
import { ofType, recordOf, type RotationRecord } from "./resources.ts";

/** A secret as the stack has it. */
interface StackSecret {
  namespace: string;
  logicalName: string;
  current: number;
  /** The versions that exist and are not current. */
  retained: number[];
  /** The retained versions that are yet to become current: higher ones that never were. */
  pending: number[];
}

export const composeAgreesWithStack = stackPolicy(
  {
    name: "compose-agrees-with-stack",
    description: "Checks whether the compose files pin the versions that the stack has as current or pending.",
    severity: "high",
    section: "compose-files",
    settings: z.object(rootSetting),
  },
  async (resources, report, { root }) => {
    const { readComposeFiles } = await import("./compose-files.ts");
    const records = ofType(resources, resourceTypes.record).map(recordOf);
    // Where a record is not known yet, a file may pin a version of its secret, so nothing can be said.
    if (records.includes(undefined)) return;
    const secrets = records.flatMap((record) => (record === undefined ? [] : secretOf(record)));
    for (const { file, pins } of readComposeFiles(root, report)) {
      for (const pin of pins) {
        const disagreement = compare(pin, secrets);
        if (disagreement === undefined) continue;
        const { problem, remedy } = disagreement;
        report({ code: "compose-disagrees", problem: `${file} (${pin.at}) ${problem}`, remedy });
      }
    }
  },
);

function secretOf({ namespace, logicalName, current, versions, ledger }: RotationRecord): StackSecret {
  const retained = versions.filter((version) => version !== current);
  // Without a ledger every higher version counts as pending, although it may be one that was rolled back.
  const wasCurrent = (version: number): boolean => {
    const entry = ledger?.versions[version];
    return entry?.since !== undefined;
  };
  const pending = retained.filter((version) => version > current && !wasCurrent(version));
  return { namespace, logicalName, current, retained, pending };
}

interface Disagreement {
  problem: string;
  remedy: string;
}

function compare({ name, services }: Pin, secrets: readonly StackSecret[]): Disagreement | undefined {
  if (name.variables.length > 0)
    return describeUnknown(
      name.variables,
      secrets.find((secret) => mayBe(name, nameOf(secret))),
    );
  for (const namespace of new Set(secrets.map((secret) => secret.namespace))) {
    const pinned = parseSecretName(name.text, namespace);
    if (pinned === undefined) continue;
    const secret = secrets.find((other) => other.namespace === namespace && other.logicalName === pinned.logicalName);
    if (secret === undefined) return describeMissing(name.text, pinned);
    if (pinned.version === secret.current || secret.pending.includes(pinned.version)) return undefined;
    return describeOther(pinned, secret, services);
  }
  return undefined;
}

function nameOf({ namespace, logicalName, current }: StackSecret): string {
  return formatSecretName(namespace, logicalName, current);
}

function describeUnknown(variables: readonly string[], secret: StackSecret | undefined): Disagreement | undefined {
  if (secret === undefined) return undefined;
  const names = variables.join(", ");
  return {
    problem: `takes a secret's name from the environment (${names}), which a preview does not know: it may pin any version.`,
    remedy: `Give ${names} a default that makes it ${nameOf(secret)}, the current version, as in \${VERSION:-${secret.current}}.`,
  };
}

function describeMissing(name: string, { logicalName }: VersionedName): Disagreement {
  return {
    problem: `pins ${name}, and the stack has no secret ${logicalName}.`,
    remedy: "Declare it under secrets in the stack config, or pin a secret that the stack has.",
  };
}

function describeOther({ version }: VersionedName, secret: StackSecret, services: readonly string[]): Disagreement {
  const { namespace, logicalName, current, retained } = secret;
  const pinned = formatSecretName(namespace, logicalName, version);
  const state = retained.includes(version) ? "which the stack only retains" : "which the stack does not have";
  const users = services.length === 0 ? "what uses it" : services.join(" and ");
  return {
    problem: `pins ${pinned}, ${state}: the next \`docker stack deploy\` would flip ${users} from version ${current} to ${version}.`,
    remedy: `Set it to ${nameOf(secret)}, in the pull request that makes ${current} the current version.`,
  };
}
