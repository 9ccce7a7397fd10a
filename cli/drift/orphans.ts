// ORPHAN: secrets of the namespace that the stack does not declare.
import { standInLabel } from "../../rotation/labels.ts";
import { parseSecretName } from "../../rotation/secret-name.ts";
import { pinPattern } from "../pins.ts";
import { wholeDays } from "../words.ts";
import type { Compared, DriftFinding } from "./finding.ts";

/** Secrets on the Swarm that no version of the stack is, with their age and what removes them. */
export function orphans({ inventory, compose, facts, now, stack }: Compared): DriftFinding[] {
  const { namespace, secrets } = inventory;
  const users = Map.groupBy(
    [...facts.services.values()].flatMap(({ name, references }) =>
      references.map(({ secretName }) => ({ name, secretName })),
    ),
    ({ secretName }) => secretName,
  );
  return [...facts.secrets.values()].flatMap(({ name, labels, createdAt }): DriftFinding[] => {
    const parsed = parseSecretName(name, namespace);
    const secret = secrets.find(({ logicalName }) => logicalName === parsed?.logicalName);
    if (parsed !== undefined && secret?.versions.includes(parsed.version) === true) return [];
    const age = wholeDays(now.getTime() - Date.parse(createdAt));
    const used = [...new Set(users.get(name)?.map((user) => user.name))];
    const onRecord = parsed && facts.ledgers.get(parsed.logicalName)?.versions[parsed.version];
    const isOurs = secret !== undefined && onRecord !== undefined && onRecord.retiredAt === undefined;
    const isPinned = pinPattern(name).test(compose.text);
    const where = isOurs ? "not declared any more" : "not in the stack";
    const removal =
      isOurs || labels[standInLabel] !== undefined ? `pulumi up --stack ${stack}` : `docker secret rm ${name}`;
    return [
      {
        ...{ kind: "ORPHAN", subject: name, ...(parsed !== undefined && { secret: parsed.logicalName }) },
        problem: `${where}, ${age} old${used.length === 0 ? "" : `, used by ${used.join(", ")}`}`,
        remedy:
          used.length > 0
            ? `Declare it, or move ${used.join(", ")} off it.`
            : isPinned
              ? "A compose file names it: declare it, or take it out there first."
              : removal,
      },
    ];
  });
}
