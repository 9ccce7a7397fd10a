// The flips of one run, across services: when one fails whose `onFailure` says so, those that are through are put back, by updates
// that change their secrets only. (The Engine's own rollback would bring back whatever else their specs were before.) What a
// service had before, and that its rotation is not through, it tells itself: also of an earlier run that was cut short.
import { unsettle } from "../rotation/ledger.ts";
import type { Connection } from "../swarm/engine/client.ts";
import { engineNow } from "../swarm/engine/clock.ts";
import { explain } from "../swarm/engine/engine-failure.ts";
import { SwarmError, type SwarmErrorCode } from "../swarm/engine/errors.ts";
import type { SecretReference } from "../swarm/engine/references.ts";
import { flip, type FlipResult } from "../swarm/flip/binding.ts";
import { movesOf } from "../swarm/flip/rotation-label.ts";
import { listRotations, type Rotation } from "../swarm/flip/rotations.ts";
import { changeLedger } from "../swarm/ledger/store.ts";

/** A service of the run. */
export interface Member {
  namespace: string;
  service: string;
  wave: number;
  onFailure: "stop" | "revert";
  /** When its flip began, as its label tells it; ISO 8601, UTC. */
  at: string;
  /** Gets short lines for a person to read. */
  onProgress: (line: string) => void;
}

/** What became of a service after another one failed. */
interface Account {
  isBack: boolean;
  text: string;
}

/** The services that one run flips. The engine starts one provider for each run, so this is all of them. */
export class Waves {
  readonly #connect: () => Promise<Connection>;
  /** When this run began to flip each service. */
  readonly #begun = new Map<string, string>();
  /** What became of the services that were put back, or should have been, by their names. */
  readonly #accounts = new Map<string, Account>();
  /** The flips that are under way, by their services. */
  readonly #running = new Map<string, Promise<unknown>>();
  /** Those that somebody else changed during the run. */
  readonly #untouched = new Set<string>();
  /** The first failure that puts the others back. */
  #failed: Member | undefined;
  /** One at a time looks for what is to be put back. */
  #round: Promise<unknown> = Promise.resolve();

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
    const { service, at } = member;
    this.#begun.set(service, at);
    const acting = act();
    this.#running.set(
      service,
      acting.catch(() => undefined).finally(() => this.#running.delete(service)),
    );
    let result: FlipResult;
    try {
      result = await acting;
    } catch (error) {
      if (!(error instanceof SwarmError)) throw error;
      const account = await this.#account(member, error.code);
      throw account === "" ? error : new SwarmError(error.code, error.message, account, { cause: error });
    }
    if (this.#failed === undefined) return result;
    await this.#putBackAll(this.#failed, member);
    if (this.#accounts.get(service)?.isBack !== true) return result;
    const { service: failed, wave } = this.#failed;
    const problem = `${service}: put back, as ${failed} of wave ${wave} failed.`;
    throw new SwarmError("wave-failed", problem, "See what that one says.");
  }

  /** Says where the other services are after a failure, and puts them back first when the failed one demands that. */
  async #account(failed: Member, code: SwarmErrorCode): Promise<string> {
    const later = "Services of later waves were not touched.";
    try {
      if (failed.onFailure === "stop") {
        const rotations = await this.#look(failed);
        const own = rotations.filter(({ service, revoked }) => service === failed.service && revoked.length > 0);
        const left = rotations.filter(({ service }) => service !== failed.service);
        const names = left.map((one) => this.#describe(one)).join("; ");
        const lines = own.map((one) => this.#refusal(one, one.revoked));
        if (names !== "") lines.push(`Flipped before, and left so: ${names}. ${later}`);
        return lines.join("\n");
      }
      this.#failed ??= failed;
      // Whoever changed it meanwhile knows what they want.
      if (code === "changed-meanwhile") this.#untouched.add(failed.service);
      await this.#putBackAll(failed, failed);
      const texts = [...this.#accounts.values()].map(({ text }) => text).sort();
      return [`Wave ${failed.wave} failed.`, ...texts, later].join("\n");
    } catch (error) {
      if (!(error instanceof SwarmError)) throw error;
      return `What became of services that were flipped before could not be seen: ${error.message}`;
    }
  }

  /** Puts back what is to be, once all that is under way is over: two that fail must not wait for each other. */
  async #putBackAll(failed: Member, asking: Member): Promise<void> {
    const round = this.#round.then(async () => {
      await Promise.all(this.#running.values());
      const rotations = (await this.#look(failed)).filter(({ service }) => !this.#untouched.has(service));
      await Promise.all(
        rotations.map(async (rotation) => {
          this.#accounts.set(rotation.service, await this.#putBack(rotation, asking));
        }),
      );
    });
    this.#round = round.catch(() => undefined);
    await round;
  }

  /** The rotations that are not through, and those of this run. */
  async #look({ namespace }: Member): Promise<Rotation[]> {
    const { engine } = await this.#connect();
    const rotations = await listRotations(engine, namespace).catch((error: unknown) => {
      throw explain(error, "the services");
    });
    return rotations.filter((one) => !this.#running.has(one.service) && (one.isOpen || this.#isOurs(one)));
  }

  async #putBack(rotation: Rotation, { namespace, onProgress }: Member): Promise<Account> {
    const { service, owns, mark, before, now, revoked, unrecorded } = rotation;
    if (revoked.length > 0) return { isBack: false, text: this.#refusal(rotation, revoked) };
    // Whether an earlier run was cut short is then not known, and a whole stack must not go back because its ledgers are lost.
    if (unrecorded.length > 0 && !this.#isOurs(rotation)) {
      return { isBack: false, text: this.#refusal(rotation, [`nothing is on record of ${unrecorded.join(", ")}`]) };
    }
    const connection = await this.#connect();
    const { engine } = connection;
    try {
      const revertedAt = engineNow(connection).toISOString();
      const request = { service, desired: before, owns, revertedAt };
      await flip(engine, request, { timeoutMs: mark.timeout * 1000, onProgress, goal: "what it had" });
    } catch (error) {
      if (!(error instanceof SwarmError)) throw error;
      return { isBack: false, text: `Not put back: ${this.#describe(rotation)}. ${error.message}` };
    }
    const text = `Put back: ${describe(service, before)}.`;
    try {
      for (const { logicalName, before: back, now: after } of movesOf(mark, now)) {
        if (back === undefined) continue;
        await changeLedger(engine, { namespace, logicalName }, (ledger) =>
          ledger.current === after ? unsettle(ledger, back) : ledger,
        );
      }
      return { isBack: true, text };
    } catch (error) {
      if (!(error instanceof SwarmError)) throw error;
      return { isBack: true, text: `${text} That is not on record: ${error.message}` };
    }
  }

  #refusal(rotation: Rotation, reasons: readonly string[]): string {
    return `Left on the new version: ${this.#describe(rotation)} (${reasons.join(", ")}).`;
  }

  /** On what a service is, and since when where that was not this run. */
  #describe(rotation: Rotation): string {
    const { service, now, mark } = rotation;
    return `${describe(service, now)}${this.#isOurs(rotation) ? "" : ` since ${mark.at}`}`;
  }

  #isOurs({ service, mark }: Rotation): boolean {
    return this.#begun.get(service) === mark.at;
  }
}

function describe(service: string, references: readonly SecretReference[]): string {
  return `${service} on ${references.map(({ secretName }) => secretName).join(", ") || "no secret"}`;
}
