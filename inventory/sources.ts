// Where a secret's values come from, one entry a kind: what its mapping holds, and what that means for the rest of the config. How
// the values are made is said for each kind in `components/sources.ts`.
import { z } from "zod";
import { randomLength } from "../rotation/defaults.ts";
import { closed, expected, integer, oneKind } from "./fields.ts";

/** What a secret's source is, by its kind. */
const schemas = {
  /** An encrypted leaf under `values` for each version. */
  config: closed({ kind: z.literal("config") }, "a mapping"),
  /** Generated once per version by `random.RandomPassword`, and never seen by anyone. */
  random: closed(
    {
      kind: z.literal("random"),
      length: integer(randomLength.min, randomLength.max),
      special: z.boolean({ error: expected("true or false, without quotes") }).default(true),
    },
    "a mapping",
  ),
};

export const source = oneKind(schemas, "a mapping such as { kind: random, length: 48 }");

export type SourceKind = keyof typeof schemas;

/** Where a secret's values come from; all kinds by default. */
export type SecretSource<Kind extends SourceKind = SourceKind> = {
  [K in Kind]: Readonly<z.output<(typeof schemas)[K]>> & { readonly kind: K };
}[Kind];

/**
 * Why no value of a source stands in the stack config: the values of the secret "are generated". Undefined of the one kind whose
 * values have to stand there, in the secret's encoding.
 */
export const valuesElsewhere: Readonly<Record<SourceKind, string | undefined>> = {
  config: undefined,
  random: "generated",
};
