// Which incidents a command is about, and which of them can be closed.
import type { Secret } from "../../inventory/secrets.ts";
import { UserError } from "../../rotation/user-error.ts";
import { logsOf } from "../log/logs.ts";
import { named } from "../moves.ts";
import type { Reading } from "../reading.ts";
import { leakOf } from "./leak.ts";
import { progressOf } from "./progress.ts";
import type { Reported } from "./report.ts";
import { leftLines } from "./show.ts";

/**
 * The secrets whose incidents are shown.
 *
 * @param names none stands for all whose incident is declared, or on record and not over
 * @throws UserError when a named secret is not declared, or never had an incident
 */
export function openSecrets(reading: Reading, names: readonly string[]): Secret[] {
  if (names.length > 0) return named(reading, names).map((secret) => withLeak(reading, secret));
  return reading.inventory.secrets.filter((secret) => {
    const leak = leakOf(reading, secret);
    return leak !== undefined && (leak.isDeclared || leak.record?.oldRemovedAt === undefined);
  });
}

/**
 * The incidents of some secrets, all of which are over on the Swarm.
 *
 * @throws UserError when one is not, with what is left to do
 */
export function closable(reading: Reading, secrets: readonly Secret[]): Reported[] {
  return secrets.map((secret) => {
    const leak = leakOf(reading, withLeak(reading, secret));
    const status = progressOf(reading, secret);
    if (leak?.record === undefined || status?.isOver !== true) {
      const left = status === undefined ? "" : leftLines(status).join("\n");
      throw new UserError(`The incident of ${secret.logicalName} is not over.`, left);
    }
    const [log] = logsOf(reading, [secret.logicalName]);
    if (log === undefined) throw new Error(`${secret.logicalName} has a ledger, and no log was read`);
    return { status, record: leak.record, log };
  });
}

function withLeak(reading: Reading, secret: Secret): Secret {
  if (leakOf(reading, secret) !== undefined) return secret;
  throw new UserError(
    `${secret.logicalName} has no incident, and none is on record.`,
    `Declare one: npx secrets incident open ${secret.logicalName} --ticket SEC-42 --stack ${reading.stack}`,
  );
}
