// CHANGED: a version that is not the one that the stack made. Somebody has deleted and created it again, with whatever value.
import { versionLabels } from "../../rotation/labels.ts";
import { parseSecretName } from "../../rotation/secret-name.ts";
import type { Compared, DriftFinding } from "./finding.ts";

/** Versions whose fingerprint is not the one on record. */
export function changed({ inventory: { namespace }, facts }: Compared): DriftFinding[] {
  return [...facts.secrets.values()].flatMap(({ name, labels, createdAt }): DriftFinding[] => {
    const parsed = parseSecretName(name, namespace);
    if (parsed === undefined) return [];
    const onRecord = facts.ledgers.get(parsed.logicalName)?.versions[parsed.version]?.fingerprint;
    const fingerprint = labels[versionLabels.fingerprint];
    if (onRecord === undefined || fingerprint === onRecord) return [];
    const what = fingerprint === undefined ? "made by other means than this stack" : "has another value than on record";
    return [
      {
        ...{ kind: "CHANGED", subject: name, secret: parsed.logicalName },
        problem: `${what}, ${createdAt.slice(0, 16).replace("T", " ")} UTC`,
        remedy: `Rotate ${parsed.logicalName}: a value that nobody reviewed may be in it.`,
      },
    ];
  });
}
