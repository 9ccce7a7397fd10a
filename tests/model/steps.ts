// The steps of a sequence: what operators do with the stack, what others do beside it, and what goes wrong.
import fc from "fast-check";
import type { Interference } from "./ground.ts";
import { consumers, logicalNames, services } from "./scene.ts";

export type Step = EditStep | RunStep | HandStep;

/** A change of the stack config, followed by a run. */
export type EditStep =
  /** @param bad the service that does not start on the new value */
  | { do: "rotate"; secrets: string[]; bad?: string; forgetRetain?: boolean; meanwhile?: Interference }
  | { do: "roll back"; secret: string; meanwhile?: Interference }
  | { do: "retire"; secret: string; meanwhile?: Interference }
  | { do: "incident"; secret: string; bad?: string; meanwhile?: Interference }
  | { do: "close incident"; secret: string; meanwhile?: Interference };

type RunStep = { do: "up"; meanwhile?: Interference } | { do: "preview" };

/** What somebody does beside the stack. */
export type HandStep =
  | { do: "put back by hand"; service: string }
  /** @param file how many deployments ago it was written */
  | { do: "stack deploy"; service: string; file: number }
  | { do: "service rollback"; service: string }
  | { do: "scale"; service: string; replicas: number }
  /** Another operator's update: of the environment, which restarts the service, or of a label. */
  | { do: "update"; service: string; restarts: boolean }
  | { do: "wait"; hours: number };

const secret = fc.constantFrom(...logicalNames);
const bound = fc.constantFrom(...Object.keys(consumers));
const service = fc.constantFrom(...services);
const interference = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  what: fc.oneof(
    fc.constantFrom("kill" as const, "kill without an answer" as const),
    service.map((restarts) => ({ restarts })),
  ),
});

/** A part of a step that is seldom there. */
const maybe = <Key extends string, Value>(key: Key, value: fc.Arbitrary<Value>, weight: number) =>
  fc.oneof(
    { weight: 10 - weight, arbitrary: fc.constant({}) },
    { weight, arbitrary: value.map((one) => ({ [key]: one })) },
  ) as fc.Arbitrary<Partial<Record<Key, Value>>>;

/** @param weight how often it comes, beside the others */
const weighed = (weight: number, name: Step["do"], ...parts: fc.Arbitrary<object>[]) => ({
  ...{ weight, name },
  arbitrary: fc.tuple(...parts).map((some) => Object.assign({ do: name }, ...some) as Step),
});

const disturbed = maybe("meanwhile", interference, 3);
const bad = maybe("bad", bound, 3);
const some = fc.subarray([...logicalNames], { minLength: 1 }).map((secrets) => ({ secrets }));

/** Every step. What cannot be done at its place is left out when it is played. */
const steps: { weight: number; name: Step["do"]; arbitrary: fc.Arbitrary<Step> }[] = [
  weighed(6, "rotate", some, bad, maybe("forgetRetain", fc.constant(true), 1), disturbed),
  weighed(2, "roll back", fc.record({ secret }), disturbed),
  weighed(4, "retire", fc.record({ secret }), disturbed),
  weighed(2, "incident", fc.record({ secret }), bad, disturbed),
  weighed(1, "close incident", fc.record({ secret }), disturbed),
  weighed(4, "up", disturbed),
  weighed(2, "preview"),
  weighed(2, "put back by hand", fc.record({ service: bound })),
  weighed(2, "stack deploy", fc.record({ service, file: fc.nat(2) })),
  weighed(2, "service rollback", fc.record({ service })),
  weighed(2, "scale", fc.record({ service, replicas: fc.nat(2) })),
  weighed(2, "update", fc.record({ service, restarts: fc.boolean() })),
  weighed(4, "wait", fc.record({ hours: fc.constantFrom(1, 24, 73) })),
];

/**
 * Sequences of steps.
 *
 * @param among the kinds of steps; all by default
 */
export function sequences(length: number, among?: readonly Step["do"][]): fc.Arbitrary<Step[]> {
  const chosen = steps.filter(({ name }) => among?.includes(name) ?? true);
  return fc.array(fc.oneof(...chosen), { minLength: 1, maxLength: length, size: "max" });
}
