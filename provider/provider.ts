import type * as pulumi from "@pulumi/pulumi";
import { addressed } from "../rotation/commands.ts";
import { resourceTypes } from "../rotation/contract.ts";
import { placeOf, typeOf } from "../rotation/urn.ts";
import { connect, type Connection } from "../swarm/engine/client.ts";
import { BindingResource } from "./binding.ts";
import type { BindingInputs, BindingState, DeclaredBinding } from "../rotation/service-secret-binding.ts";
import { allSaid } from "./engine-log.ts";
import type { CheckedRecord, RecordInputs, RecordState } from "../rotation/rotation-record.ts";
import { RecordResource } from "./rotation-record.ts";
import { schema } from "./schema.ts";
import type { StackSwarmInputs, StackSwarmState } from "../rotation/stack-swarm.ts";
import { StackSwarmResource } from "./stack-swarm.ts";

/** The properties of a resource, as the engine sends them. They are what was declared or recorded under the resource's type. */
type Props = unknown;

/** The `swarm` provider. It hands each call on to the resource type that the call is for. */
export class SwarmProvider implements pulumi.provider.Provider {
  readonly version = schema.version;
  readonly schema = JSON.stringify(schema);
  #connection: Promise<Connection> | undefined;
  readonly #connect = (): Promise<Connection> => (this.#connection ??= connect());
  readonly #binding = new BindingResource(this.#connect);
  readonly #record = new RecordResource(this.#connect);
  readonly #swarm = new StackSwarmResource(this.#connect);

  async check(urn: string, olds: Props, news: Props): Promise<pulumi.provider.CheckResult> {
    const result = await choose<pulumi.provider.CheckResult>(urn, {
      binding: () => this.#binding.check(urn, olds ?? {}, news as DeclaredBinding),
      record: () => this.#record.check(olds as CheckedRecord | undefined, news as CheckedRecord),
      swarm: () => this.#swarm.check(olds as StackSwarmState | undefined, news as StackSwarmInputs),
    });
    await allSaid();
    return result;
  }

  async diff(_id: string, urn: string, olds: Props, news: Props): Promise<pulumi.provider.DiffResult> {
    const result = await choose(urn, {
      binding: () => this.#binding.diff(urn, olds as BindingState, news as BindingInputs),
      record: () => this.#record.diff(olds as RecordState, news as RecordInputs),
      swarm: () => this.#swarm.diff(urn, olds as StackSwarmState, news as StackSwarmState),
    });
    await allSaid();
    return result;
  }

  create(urn: string, inputs: Props): Promise<pulumi.provider.CreateResult> {
    return choose(urn, {
      binding: () => this.#binding.create(urn, inputs as BindingInputs),
      record: () => this.#record.create(urn, inputs as RecordInputs),
      swarm: () => this.#swarm.create(inputs as StackSwarmState),
    });
  }

  read(id: string, urn: string, props: Props): Promise<pulumi.provider.ReadResult> {
    return choose(urn, {
      binding: () => this.#binding.read(id, (props ?? {}) as Partial<BindingState>),
      record: () => this.#record.read(id, (props ?? {}) as Partial<RecordState>),
      swarm: () => this.#swarm.read(id, urn, (props ?? {}) as StackSwarmState),
    });
  }

  update(_id: string, urn: string, olds: Props, news: Props): Promise<pulumi.provider.UpdateResult> {
    return choose(urn, {
      binding: () => this.#binding.update(urn, olds as BindingState, news as BindingInputs),
      record: () => this.#record.update(urn, olds as RecordState, news as RecordInputs),
      swarm: () => this.#swarm.update(news as StackSwarmState),
    });
  }

  delete(_id: string, urn: string, props: Props): Promise<void> {
    const nothing = (): void => undefined;
    return choose(urn, { binding: () => this.#binding.delete(props as BindingState), record: nothing, swarm: nothing });
  }
}

/** Runs the action for the resource's type; its errors name the project and the stack. */
async function choose<T>(
  urn: string,
  { binding, record, swarm }: Record<"binding" | "record" | "swarm", () => T | Promise<T>>,
): Promise<T> {
  const type = typeOf(urn);
  const place = placeOf(urn);
  if (type === resourceTypes.binding) return await addressed(place, binding);
  if (type === resourceTypes.record) return await addressed(place, record);
  if (type === resourceTypes.stackSwarm) return await addressed(place, swarm);
  throw new Error(`The swarm provider has no resource type ${type}.`);
}
