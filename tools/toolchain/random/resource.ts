import { isDeepStrictEqual } from "node:util";
import type { provider } from "@pulumi/pulumi";
import { z } from "zod";
import { isUnknown, plainProperties, secret, type Properties } from "./envelope.ts";

/** The Pulumi ID of every random resource, as with the official RandomPassword: a random value has no name to be found by. */
export const resourceId = "none";

/** What a type of random resource is made of. */
export interface Definition<Fields extends z.ZodRawShape> {
  /** The inputs: type, limits of each by itself, default, message. */
  readonly fields: Fields;
  /** The names of the generated outputs. All are strings and secret. */
  readonly generated: readonly string[];
  /** Completes inputs that follow from one another. */
  readonly complete?: (inputs: Properties) => Properties;
  /** What must hold between inputs that are all known and right by themselves. */
  readonly rules?: (inputs: z.output<z.ZodObject<Fields>>) => provider.CheckFailure[];
  /** Makes the values of the generated outputs. */
  readonly generate: (inputs: z.output<z.ZodObject<Fields>>) => Promise<Properties>;
  /** The inputs and generated outputs of a value that exists already; throws when it cannot be one. */
  readonly adopt: (value: string) => Promise<{ inputs: Properties; outputs: Properties }>;
}

/** A type of random resource, on properties as they travel between engine and provider. */
export interface RandomResource {
  /** What is wrong with the inputs; unknown ones count as right. */
  check(inputs: Properties): provider.CheckFailure[];
  /** The names of the inputs whose values, defaults included, differ from those in the state. Each replaces the resource. */
  changed(state: Properties, inputs: Properties): string[];
  /** The state of a new resource. */
  create(inputs: Properties): Promise<Properties>;
  /** Inputs and state of a resource made from an existing value. */
  adopt(value: string): Promise<{ inputs: Properties; state: Properties }>;
  /** The state as it is, random values being nowhere else, with its generated values secret. */
  refresh(state: Properties): Properties;
  /** What the plugin's schema says of it. */
  schema(): object;
}

export function defineResource<Fields extends z.ZodRawShape>(definition: Definition<Fields>): RandomResource {
  const { fields, generated, complete = (inputs: Properties) => inputs, rules, generate, adopt } = definition;
  const inputsType = z.object(fields);
  const parse = (inputs: Properties) => inputsType.parse(plainProperties(complete(inputs)));

  const refresh = (state: Properties): Properties => {
    const values = Object.entries(state).map(([name, value]) => [
      name,
      generated.includes(name) && typeof value === "string" ? secret(value) : value,
    ]);
    return Object.fromEntries(values) as Properties;
  };

  // Inputs keep the envelopes they came in.
  const stateOf = (inputs: Properties, outputs: Properties): Properties =>
    refresh({ ...parse(inputs), ...complete(inputs), ...outputs });

  return {
    check(inputs) {
      const given = plainProperties(inputs);
      const known = Object.entries(fields).filter(([name]) => !isUnknown(given[name]));
      const failures = known.flatMap(([name, field]) =>
        (z.safeParse(field, given[name]).error?.issues ?? []).map(({ path, message }) => ({
          property: [name, ...path].join("."),
          reason: message,
        })),
      );
      if (failures.length > 0 || known.length < Object.keys(fields).length) return failures;
      return rules?.(inputsType.parse(given)) ?? [];
    },

    changed(state, inputs) {
      const before = plainProperties(complete(state));
      const after = plainProperties(complete(inputs));
      return Object.entries(fields)
        .filter(([name, field]) => {
          if (isUnknown(after[name])) return true;
          return !isDeepStrictEqual(comparable(field, before[name]), comparable(field, after[name]));
        })
        .map(([name]) => name);
    },

    async create(inputs) {
      return stateOf(inputs, await generate(parse(inputs)));
    },

    async adopt(value) {
      const { inputs, outputs } = await adopt(value);
      return { inputs, state: stateOf(inputs, outputs) };
    },

    refresh,

    schema() {
      const { properties = {}, required = [] } = z.toJSONSchema(inputsType, { io: "input" });
      const inputProperties = Object.fromEntries(
        Object.entries(properties).map(([name, property]) => {
          const { type, additionalProperties } = property as z.core.JSONSchema.Schema;
          return [name, { type, ...(additionalProperties ? { additionalProperties } : {}) }];
        }),
      );
      const outputs = Object.fromEntries(generated.map((name) => [name, { type: "string", secret: true }]));
      return {
        inputProperties,
        requiredInputs: required,
        properties: { ...inputProperties, ...outputs },
        required: [...required, ...generated],
      };
    },
  };
}

/** The value that counts when two are compared: defaults filled in, and an empty string or map is as good as none. */
function comparable(field: z.core.$ZodType, value: unknown): unknown {
  const result = z.parse(field, value);
  const empty = result === "" || (typeof result === "object" && result !== null && Object.keys(result).length === 0);
  return empty ? undefined : result;
}
