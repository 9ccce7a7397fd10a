// STALE: what compose files pin against the declared versions. The next `docker stack deploy` would move services to what they pin, or
// fail where that is not on the Swarm (MISSING).
import type { ComposeFile, Pin } from "../../inventory/compose/compose-files.ts";
import { defaultFor, differenceOf, nameOf, stackSecret } from "../../inventory/compose/pins.ts";
import type { Compared, DriftFinding } from "./finding.ts";

/** Pins that differ from the declared versions, and compose files that cannot be read. */
export function stale(compared: Compared): DriftFinding[] {
  const { inventory, facts, compose } = compared;
  const { namespace } = inventory;
  const secrets = inventory.secrets.map((secret) =>
    stackSecret({ ...secret, namespace, ledger: facts.ledgers.get(secret.logicalName) }),
  );
  const unread = compose.faults.map(({ problem, remedy }): DriftFinding => {
    return { kind: "MISSING", subject: "composeFiles", problem, remedy };
  });
  const pins = compose.files.flatMap(({ file, pins: all }) => all.map((pin) => ({ subject: placeOf(file, pin), pin })));
  const differing = pins.flatMap(({ subject, pin }): DriftFinding[] => {
    const difference = differenceOf(pin, secrets);
    const isThere = compared.standing.secrets.has(pin.name.text);
    switch (difference?.kind) {
      case undefined:
        return [];
      case "unknown": {
        const { variables } = pin.name;
        const { secret } = difference;
        const problem = `takes the name of ${secret.logicalName} from the environment (${variables.join(", ")})`;
        return [{ kind: "STALE", subject, secret: secret.logicalName, problem, remedy: defaultFor(variables, secret) }];
      }
      case "undeclared": {
        // Where it is on the Swarm, it is told of as an orphan.
        if (isThere) return [];
        const problem = `pins ${pin.name.text}, which is neither on the Swarm nor in the stack`;
        return [{ kind: "MISSING", subject, problem, remedy: "Declare it, or take it out there." }];
      }
      case "other": {
        const { secret, version } = difference;
        const { logicalName, current } = secret;
        const gone = isThere ? "" : ", which is not on the Swarm";
        return [
          {
            ...{ kind: isThere ? "STALE" : "MISSING", subject, secret: logicalName },
            problem: `pins ${logicalName} v${version}${gone}, declared v${current}`,
            remedy: `Set it to ${nameOf(secret)}.`,
          },
        ];
      }
    }
  });
  return [...unread, ...differing];
}

function placeOf(file: ComposeFile["file"], { line }: Pin): string {
  return line === undefined ? file : `${file}:${line}`;
}
