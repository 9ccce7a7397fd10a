// The flips of one run, across services: when one fails whose `onFailure` says so, those that are through are put back, by updates
// that change their secrets only. (The Engine's own rollback would bring back whatever else their specs were before.)
import { flip, type FlipResult } from "../swarm/binding.ts";
import type { Connection } from "../swarm/client.ts";
import { engineNow } from "../swarm/clock.ts";
import { SwarmError, type SwarmErrorCode } from "../swarm/errors.ts";
import type { Ownership, SecretReference } from "../swarm/references.ts";

/** A service of the run. */
export interface Member {
  service: string;
  wave: number;
  onFailure: "stop" | "revert";
  /** In an incident nothing goes back to what has leaked. */
  urgent?: boolean | undefined;
  owns: Ownership;
  /** What it was bound to before the run. */
  before: readonly SecretReference[];
}

interface Flipped extends Member {
  /** What it is bound to now. */
  after: readonly SecretReference[];
}

/** After these the failed service itself may run on the new secrets, in part or as a whole. */
const unsettled: readonly SwarmErrorCode[] = ["paused", "timed-out", "probe-failed", "unreachable"];

/** The services that one run flips. The engine starts one provider for each run, so this is all of them. */
export class Waves {
  readonly #connect: () => Promise<Connection>;
  readonly #flipped: Flipped[] = [];
  /** What became of the services that were put back, or should have been. */
  readonly #accounts: string[] = [];
  /** What is under way. */
  readonly #running = new Set<Promise<unknown>>();
  /** The first failure that puts the others back. */
  #failed: Member | undefined;

  constructor(connectOnce: () => Promise<Connection>) {
    this.#connect = connectOnce;
  }

  /**
   * Flips one service.
   *
   * @param act does it, its proof included
   * @throws SwarmError of the same code as `act`, which says besides what became of the other services; `wave-failed` when
   *   the flip went well and was undone because another one failed
   */
  async run(member: Member, act: () => Promise<FlipResult>): Promise<FlipResult> {
    const { promise, resolve: settle } = Promise.withResolvers<unknown>();
    this.#running.add(promise);
    try {
      const result = await act();
      const flipped = { ...member, after: result.references };
      if (this.#failed === undefined) {
        this.#flipped.push(flipped);
        return result;
      }
      this.#accounts.push(await this.#putBack(flipped));
      const { service, wave } = this.#failed;
      throw new SwarmError(
        "wave-failed",
        `${member.service}: put back, as ${service} of wave ${wave} failed.`,
        "See what that one says.",
      );
    } catch (error) {
      // Two that fail must not wait for each other.
      settle(undefined);
      if (!(error instanceof SwarmError) || error.code === "wave-failed") throw error;
      const account = await this.#account(member, error.code);
      throw account === "" ? error : new SwarmError(error.code, error.message, account, { cause: error });
    } finally {
      settle(undefined);
      this.#running.delete(promise);
    }
  }

  /** Says where the other services are after a failure, and puts them back first when the failed one demands that. */
  async #account(failed: Member, code: SwarmErrorCode): Promise<string> {
    const later = `Services of later waves were not touched.`;
    if (failed.onFailure === "stop" || failed.urgent === true) {
      if (this.#flipped.length === 0) return "";
      const where = this.#flipped.map(({ service, after }) => describe(service, after)).join("; ");
      return `Flipped before, and left so: ${where}. ${later}`;
    }
    this.#failed ??= failed;
    await Promise.all(this.#running);
    // Swarm itself has put back what it rolled back, with the rest of its spec; what it has not begun needs nothing.
    const self = unsettled.includes(code) ? [{ ...failed, after: [] }] : [];
    const flipped = [...this.#flipped.splice(0), ...self];
    this.#accounts.push(...(await Promise.all(flipped.map((one) => this.#putBack(one)))));
    return [`Wave ${failed.wave} failed.`, ...this.#accounts.toSorted(), later].join("\n");
  }

  /** Says what became of the service. */
  async #putBack({ service, owns, before, after }: Flipped): Promise<string> {
    try {
      const connection = await this.#connect();
      const revertedAt = engineNow(connection).toISOString();
      await flip(connection.docker, { service, desired: before, owns, revertedAt });
      return `Put back: ${describe(service, before)}.`;
    } catch (error) {
      if (!(error instanceof SwarmError)) throw error;
      return `Not put back: ${describe(service, after)}. ${error.message}`;
    }
  }
}

function describe(service: string, references: readonly SecretReference[]): string {
  return `${service} on ${references.map(({ secretName }) => secretName).join(", ") || "no secret"}`;
}
