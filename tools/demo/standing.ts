// Decides whether the dev stack can go on from where it is. Its config, its state, their passphrase and the private Swarm belong
// together: when one of them is missing, the others are of no use.
import type { Ledger } from "../../rotation/ledger.ts";

/** The parts of the dev stack that exist. */
export interface Standing {
  hasConfig: boolean;
  hasState: boolean;
  hasPassphrase: boolean;
  /** Whether the state has a version of any secret. */
  stateHasVersions: boolean;
  /** The version that the config declares as current, by logical name; none without a config. */
  current: Readonly<Record<string, number>>;
  /** What the private Swarm has on record, by logical name. */
  ledgers: ReadonlyMap<string, Ledger>;
}

/** Why the dev stack has to begin anew, as the end of a sentence; undefined when it can go on, or has not begun. */
export function whyAnew(standing: Standing): string | undefined {
  const { hasConfig, hasState, hasPassphrase, stateHasVersions, current, ledgers } = standing;
  if (!hasPassphrase && (hasConfig || hasState)) {
    return "the passphrase that encrypts its values is gone";
  }
  if (stateHasVersions && !hasConfig) return "its config, Pulumi.dev.yaml, is gone";
  if (stateHasVersions && ledgers.size === 0) {
    return "the private Swarm that it was made on is gone, and this is another one";
  }
  if (!stateHasVersions && ledgers.size > 0) {
    return hasState
      ? "it was taken down, and the private Swarm remembers which version numbers are used"
      : "its state is gone, and nothing else knows what it had made on the private Swarm";
  }
  const retired = Object.entries(current).some(([logicalName, version]) =>
    isRetired(ledgers.get(logicalName), version),
  );
  return retired ? "it was taken down in part" : undefined;
}

function isRetired(ledger: Ledger | undefined, version: number): boolean {
  if (ledger === undefined) return false;
  return ledger.versions[version]?.retiredAt !== undefined;
}
