// `swarm:index:StackSwarm`: which Swarm the stack belongs to. What it has bound, and what it has on record, holds there and nowhere
// else: with DOCKER_HOST at another Swarm that has services of the same names all would look as if it had yet to be done.
import type * as pulumi from "@pulumi/pulumi";
import { foreignSwarm } from "../rotation/foreign-swarm.ts";
import type { StackSwarmInputs, StackSwarmState } from "../rotation/stack-swarm.ts";
import { stackOf } from "../rotation/urn.ts";
import type { Connection } from "../swarm/engine/client.ts";

/** The Swarm of a stack. */
export class StackSwarmResource {
  readonly #connect: () => Promise<Connection>;

  /** @param connectOnce gives the Swarm manager, each time the same one */
  constructor(connectOnce: () => Promise<Connection>) {
    this.#connect = connectOnce;
  }

  /** Makes what is declared into what will be recorded, so that a preview knows it, too. */
  check(olds: StackSwarmState | undefined, { swarm, moveTo }: StackSwarmInputs): pulumi.provider.CheckResult {
    const known = olds?.swarm;
    const next = swarm ?? known;
    const moves = known !== undefined && next !== known && next === moveTo;
    const movedFrom = moves ? known : next === known && moveTo !== undefined ? olds?.movedFrom : undefined;
    const inputs: StackSwarmState = {
      ...(next !== undefined && { swarm: next }),
      // Said in any case: what is left out is not known in a preview, and who awaits it there waits without end.
      movedFrom: movedFrom ?? "",
    };
    return { inputs };
  }

  /** @throws RotationError when the Swarm is another one, and the stack is not moved to it */
  diff(urn: string, olds: StackSwarmState, news: StackSwarmState): pulumi.provider.DiffResult {
    const moved = olds.swarm !== news.swarm;
    if (moved && olds.swarm !== undefined && news.swarm !== undefined && news.movedFrom !== olds.swarm) {
      throw foreignSwarm(olds.swarm, news.swarm, stackOf(urn));
    }
    return { changes: moved || (olds.movedFrom ?? "") !== news.movedFrom };
  }

  create(inputs: StackSwarmState): pulumi.provider.CreateResult {
    return { id: "swarm", outs: inputs };
  }

  update(news: StackSwarmState): pulumi.provider.UpdateResult {
    return { outs: news };
  }

  /** @throws RotationError when it is read from another Swarm: a refresh would forget what the stack has on its own */
  async read(id: string, urn: string, props: StackSwarmState): Promise<pulumi.provider.ReadResult> {
    const { swarmId } = await this.#connect();
    if (props.swarm !== undefined && props.swarm !== swarmId) throw foreignSwarm(props.swarm, swarmId, stackOf(urn));
    const read = { ...props, swarm: swarmId };
    return { id, props: read, inputs: read };
  }
}
