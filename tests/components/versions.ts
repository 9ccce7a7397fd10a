import assert from "node:assert/strict";
import { withEntry, type Ledger } from "../../rotation/ledger.ts";
import { RotationError } from "../../rotation/rotation-error.ts";
import { changeLedger, readLedger } from "../../swarm/ledger/store.ts";
import { TestServices } from "../support/services.ts";
import { client, engine } from "../support/swarm.ts";

const hourMs = 3_600_000;

/** Versions on the Swarm and their ledgers, for the tests of one `describe`. */
export function useVersions() {
  const services = new TestServices();
  const { namespace } = services;
  after(async () => {
    await services.remove();
  });
  let count = 0;
  /** A secret for one test alone. */
  const unusedName = (): string => `token_${"abcdefghijklmnopqrstuvwxyz".charAt(count++)}`;
  const secretName = (logicalName: string, version: number) => `${namespace}_${logicalName}_v${version}`;
  const ledgerOf = (logicalName: string) => readLedger(client, { namespace, logicalName });
  const record = (logicalName: string, ledger: Ledger) =>
    changeLedger(client, { namespace, logicalName }, () => ledger);
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * hourMs).toISOString();
  /** Each on record, current one after the other, the last one verified so long ago. */
  const rotated = (versions: number[], settledHoursAgo: number): Ledger => {
    const settledAt = hoursAgo(settledHoursAgo);
    const last = versions.at(-1) ?? assert.fail();
    return versions.reduce<Ledger>(
      (ledger, version, i) => {
        const since = version === last ? settledAt : hoursAgo(1000 - i);
        return withEntry(ledger, version, { addedAt: since, since });
      },
      { versions: {}, current: last, settledAt, retentionHours: 72 },
    );
  };

  /** A secret on the Swarm, as a killed run leaves it. */
  async function leave(logicalName: string, version: number, fingerprint: string): Promise<void> {
    const Labels = { "busflow.fingerprint": fingerprint };
    await engine.createSecret({ Name: secretName(logicalName, version), Labels, Data: "bGVmdA==" });
  }

  return { services, namespace, unusedName, secretName, ledgerOf, record, hoursAgo, rotated, leave };
}

export async function assertRotationError(promise: Promise<unknown>, text: string): Promise<RotationError> {
  const error = await promise.then(
    () => assert.fail(`should have failed: ${text}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof RotationError)) throw error;
  assert.ok(error.message.includes(text), `"${text}" should be in: ${error.message}`);
  return error;
}
