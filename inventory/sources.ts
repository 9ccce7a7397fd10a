// Where a secret's values come from, one schema for each kind of source, and what a source means for the rest of the config. How
// values of each kind are made is said in `components/sources.ts`.
import { z } from "zod";
import { randomLength } from "../rotation/defaults.ts";
import { closed, expected, integer, oneKind } from "./fields.ts";

/** The schema of a source, by its kind. */
const schemas = {
  /** The stack config holds an encrypted value for each version, under `values`. */
  config: closed({ kind: z.literal("config") }, "a mapping"),
  /** Each version's value is generated once, by `random.RandomPassword`, and nobody ever sees it. */
  random: closed(
    {
      kind: z.literal("random"),
      length: integer(randomLength.min, randomLength.max),
      special: z.boolean({ error: expected("true or false, without quotes") }).default(true),
    },
    "a mapping",
  ),
};

/** The field for a secret's source. */
export const source = oneKind(schemas, "a mapping such as { kind: random, length: 48 }");

export type SourceKind = keyof typeof schemas;

/** A source of one of these kinds; of any kind by default. */
export type SecretSource<Kind extends SourceKind = SourceKind> = {
  [K in Kind]: Readonly<z.output<(typeof schemas)[K]>> & { readonly kind: K };
}[Kind];

/**
 * What the values of a secret are when they do not stand in the stack config, to follow the words "the values of this secret are".
 * Undefined for the kind of source whose values have to stand there, in the secret's encoding.
 */
export const valuesElsewhere: Readonly<Record<SourceKind, string | undefined>> = {
  config: undefined,
  random: "generated",
};
