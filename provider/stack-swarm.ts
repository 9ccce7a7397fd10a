// The resource `swarm:index:StackSwarm`: which Swarm the stack belongs to. What the stack has bound and has on record is true of
// that Swarm only. When DOCKER_HOST points to another one that has services of the same names, everything would look as if it had
// yet to be done, so that Swarm is refused.
import { isDeepStrictEqual } from "node:util";
import type * as pulumi from "@pulumi/pulumi";
import { foreignSwarm } from "../rotation/foreign-swarm.ts";
import type { CheckedStackSwarm, StackSwarmInputs, StackSwarmState } from "../rotation/stack-swarm.ts";
import { stackOf } from "../rotation/urn.ts";
import type { Connection } from "../swarm/engine/client.ts";

/** The Swarm of a stack. */
export class StackSwarmResource {
  readonly #connect: () => Promise<Connection>;

  /** @param connectOnce returns the connection to the Swarm manager, the same one each time */
  constructor(connectOnce: () => Promise<Connection>) {
    this.#connect = connectOnce;
  }

  /**
   * Turns what is declared into what will be in the state, so that a preview knows it already, and adds the guards that the state has
   * where they are other ones.
   */
  check(olds: StackSwarmState | undefined, { swarm, moveTo, guards }: StackSwarmInputs): pulumi.provider.CheckResult {
    const known = olds?.swarm;
    const next = swarm ?? known;
    const moves = known !== undefined && next !== known && next === moveTo;
    const movedFrom = moves ? known : next === known && moveTo !== undefined ? olds?.movedFrom : undefined;
    const former = olds?.guards;
    const isOther = former !== undefined && guards !== undefined && !isDeepStrictEqual(former, guards);
    const inputs: CheckedStackSwarm = {
      ...(next !== undefined && { swarm: next }),
      // This is given in any case. A property that is left out is unknown in a preview, and whoever awaits it there waits without
      // end.
      movedFrom: movedFrom ?? "",
      ...(guards !== undefined && { guards }),
      ...(isOther && { formerGuards: { guards: former, seenAt: new Date().toISOString() } }),
    };
    return { inputs };
  }

  /**
   * Compares the Swarm with the stack's.
   *
   * @throws RotationError when it is another one, and the stack is not moving to it
   */
  diff(urn: string, olds: StackSwarmState, news: StackSwarmState): pulumi.provider.DiffResult {
    const moved = olds.swarm !== news.swarm;
    if (moved && olds.swarm !== undefined && news.swarm !== undefined && news.movedFrom !== olds.swarm) {
      throw foreignSwarm(olds.swarm, news.swarm, stackOf(urn));
    }
    const changes = moved || (olds.movedFrom ?? "") !== news.movedFrom || !isDeepStrictEqual(olds.guards, news.guards);
    return { changes };
  }

  create(inputs: CheckedStackSwarm): pulumi.provider.CreateResult {
    return { id: "swarm", outs: kept(inputs) };
  }

  update(news: CheckedStackSwarm): pulumi.provider.UpdateResult {
    return { outs: kept(news) };
  }

  /**
   * Reads which Swarm answers.
   *
   * @throws RotationError when it is another one than the stack's: a refresh there would make the state forget what the stack has
   *   on its own
   */
  async read(id: string, urn: string, props: StackSwarmState): Promise<pulumi.provider.ReadResult> {
    const { swarmId } = await this.#connect();
    if (props.swarm !== undefined && props.swarm !== swarmId) throw foreignSwarm(props.swarm, swarmId, stackOf(urn));
    const read = { ...props, swarm: swarmId };
    return { id, props: read, inputs: read };
  }
}

/** What the state keeps of the inputs. */
function kept({ swarm, movedFrom, guards }: CheckedStackSwarm): StackSwarmState {
  return {
    ...(swarm !== undefined && { swarm }),
    ...(movedFrom !== undefined && { movedFrom }),
    ...(guards !== undefined && { guards }),
  };
}
