// The flips of one run, across services. When a service fails whose `onFailure` is `revert`, the services that were flipped before it
// are put back. Each service's own label tells what it had before, so services of an earlier run that was cut short go back, too.
import type { Probe } from "../../rotation/probe.ts";
import type { Verification } from "../../rotation/verification.ts";
import type { Connection } from "../engine/client.ts";
import { engineNow } from "../engine/clock.ts";
import { explain } from "../engine/engine-failure.ts";
import { SwarmError, type SwarmErrorCode } from "../engine/errors.ts";
import { readLedgers } from "../ledger/store.ts";
import { flip } from "./flip.ts";
import { describeRotation, leftOnNew, putBack, type Account, type Cause } from "./put-back.ts";
import type { FlipRequest, FlipResult } from "./request.ts";
import { beginRotation, revokedAmong } from "./rotation-label.ts";
import { listRotations, type Rotation } from "./rotations.ts";
import { verificationOf } from "./verification.ts";

/** A service of the run, and what is to change about it. */
export interface Member extends Pick<FlipRequest, "service" | "desired" | "owns" | "urgent" | "reconnect"> {
  namespace: string;
  /** The logical names of all secrets that the service's binding had or gets. */
  secrets: readonly string[];
  probe: Probe | undefined;
  /** Seconds that the service has to converge. */
  timeout: number;
  wave: number;
  onFailure: "stop" | "revert";
  /** What the service moves to, in lines for a person: "v5". */
  goal: string;
  /** Gets short lines for a person to read. */
  onProgress: (line: string) => void;
}

/** A flip of the run that is complete and proven. */
export interface Flipped {
  serviceId: string;
  /** How many replicas were seen on the secrets. */
  replicas: number;
  /** Seconds from the flip's beginning to its proof. */
  seconds: number;
  /** The proof for the ledger; undefined where no replica ran. */
  verification: Verification | undefined;
}

/** All flips of one run: the engine starts one provider for each run, and the provider has one of these. */
export class FlipRun {
  readonly #connect: () => Promise<Connection>;
  /** When this run began to flip each service, as its label tells it: ISO 8601, UTC. */
  readonly #begun = new Map<string, string>();
  /** What became of the services that were put back, or should have been, by service name. */
  readonly #accounts = new Map<string, Account>();
  /** The flips that are under way, by service name. */
  readonly #running = new Map<string, Promise<unknown>>();
  /** The services that somebody else changed during the run; they are not put back. */
  readonly #untouched = new Set<string>();
  /** The first service whose failure puts the others back, and that failure. */
  #failed: { member: Member; cause: Cause } | undefined;
  /** The last round of putting services back. The rounds take turns. */
  #round: Promise<unknown> = Promise.resolve();

  /** @param connectOnce gives the Swarm manager, each time the same one */
  constructor(connectOnce: () => Promise<Connection>) {
    this.#connect = connectOnce;
  }

  /**
   * Gives one service its secrets and proves them, by a {@link flip}.
   *
   * @throws SwarmError `revoked` when a version that the service would get is revoked; `wave-failed` when the flip went well and was
   *   undone because another one failed; what {@link flip} throws, with a remedy that also says what became of the other services
   */
  async flip(member: Member): Promise<Flipped> {
    const { namespace, service, desired, owns, urgent = false, reconnect, secrets, timeout } = member;
    const connection = await this.#connect();
    const begun = engineNow(connection);
    const ledgers = await readLedgers(connection.engine, namespace);
    refuseRevoked(service, revokedAmong(desired, namespace, ledgers));

    const mark = { namespace, secrets, at: begun.toISOString(), timeout };
    const markRotation: FlipRequest["markRotation"] = (labels, live) => beginRotation(mark, labels, live, ledgers);
    const { probe, goal, onProgress } = member;
    const options = { probe, timeoutMs: timeout * 1000, onProgress, goal };
    const result = await this.#undoneWithOthers(connection, member, mark.at, () =>
      flip(connection, { service, desired, owns, urgent, reconnect, markRotation }, options),
    );

    const verified = engineNow(connection);
    const seconds = Math.round((verified.getTime() - begun.getTime()) / 100) / 10;
    const times = { flippedAt: mark.at, verifiedAt: verified.toISOString(), seconds };
    const verification = verificationOf(result, namespace, times);
    return { serviceId: result.serviceId, replicas: result.replicas.length, seconds, verification };
  }

  /** Flips a service. When the flip fails, other services are put back; when another service fails, this one is. */
  async #undoneWithOthers(
    connection: Connection,
    member: Member,
    at: string,
    act: () => Promise<FlipResult>,
  ): Promise<FlipResult> {
    const { service } = member;
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
      const account = await this.#account(connection, member, error.code);
      if (account === "") throw error;
      throw new SwarmError(error.code, error.problem, `${error.remedy}\n${account}`, { cause: error });
    }
    if (this.#failed === undefined) return result;
    await this.#putBackAll(this.#failed.cause, member);
    if (this.#accounts.get(service)?.isBack !== true) return result;
    const { service: failed, wave } = this.#failed.member;
    const problem = `${service}: put back, as ${failed} of wave ${wave} failed.`;
    throw new SwarmError("wave-failed", problem, `The error of ${failed} says why.`);
  }

  /** Says where the other services are after a failure, and puts them back first when the failed one demands that. */
  async #account(connection: Connection, failed: Member, code: SwarmErrorCode): Promise<string> {
    const later = "Services of later waves were not touched.";
    try {
      if (failed.onFailure === "stop") {
        const rotations = await this.#look(failed);
        const own = rotations.filter(({ service, revoked }) => service === failed.service && revoked.length > 0);
        const left = rotations.filter(({ service }) => service !== failed.service);
        const names = left.map((one) => describeRotation(one, this.#isOurs(one))).join("; ");
        const lines = own.map((one) => leftOnNew(one, this.#isOurs(one), one.revoked));
        if (names !== "") lines.push(`Flipped before, and left so: ${names}. ${later}`);
        return lines.join("\n");
      }
      const why = `${failed.service} of wave ${failed.wave} failed (${code})`;
      // It is set before anything is awaited: whoever comes through from now on is undone.
      this.#failed ??= { member: failed, cause: { at: engineNow(connection), why } };
      // Whoever changed the service in the meantime did so on purpose.
      if (code === "changed-meanwhile") this.#untouched.add(failed.service);
      await this.#putBackAll(this.#failed.cause, failed);
      const texts = [...this.#accounts.values()].map(({ text }) => text).sort();
      return [`Wave ${failed.wave} failed.`, ...texts, later].join("\n");
    } catch (error) {
      if (!(error instanceof SwarmError)) throw error;
      return `It could not be seen what became of the services that were flipped before: ${error.message}`;
    }
  }

  /** Puts services back, once all flips under way have ended. Flips that fail take turns, so that they do not wait for each other. */
  async #putBackAll(cause: Cause, { namespace, onProgress }: Member): Promise<void> {
    const round = this.#round.then(async () => {
      await Promise.all(this.#running.values());
      const rotations = (await this.#look({ namespace })).filter(({ service }) => !this.#untouched.has(service));
      const connection = await this.#connect();
      await Promise.all(
        rotations.map(async (rotation) => {
          const account = await putBack(connection, rotation, this.#isOurs(rotation), cause, onProgress);
          this.#accounts.set(rotation.service, account);
        }),
      );
    });
    this.#round = round.catch(() => undefined);
    await round;
  }

  /** The rotations of this run, and those of earlier runs that are not complete. */
  async #look({ namespace }: Pick<Member, "namespace">): Promise<Rotation[]> {
    const { engine } = await this.#connect();
    const rotations = await listRotations(engine, namespace).catch((error: unknown) => {
      throw explain(error, "the services");
    });
    return rotations.filter((one) => !this.#running.has(one.service) && (one.isOpen || this.#isOurs(one)));
  }

  #isOurs({ service, mark }: Rotation): boolean {
    return this.#begun.get(service) === mark.at;
  }
}

/** @throws SwarmError `revoked` when any version is revoked */
function refuseRevoked(service: string, revoked: readonly string[]): void {
  if (revoked.length === 0) return;
  throw new SwarmError(
    "revoked",
    `${service}: nothing goes back to what has leaked: ${revoked.join(", ")}.`,
    "Give the secret a new version.",
  );
}
