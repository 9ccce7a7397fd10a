// How a resource's properties are described. They are described once, for the provider's package schema and for the types of what
// the program declares, what the provider gets and keeps, and what the policies read.

/** Marks a property that a preview may not know yet. It is for the compiler alone: no value ever has this type. */
export interface Later<Value> {
  readonly later: Value;
}

/** A type as the package schema has it. */
export type TypeSchema =
  | { readonly type: "string" | "integer" | "number" | "boolean" }
  | { readonly type: "array"; readonly items: TypeSchema }
  | { readonly type: "object"; readonly additionalProperties: TypeSchema }
  | { readonly $ref: string };

/** The type of a property's values: `Kept` in the state, and `Declared` in the program, where {@link Later} marks what may be unknown. */
interface PropertyType<Kept, Declared = Kept> {
  readonly schema: TypeSchema;
  /** For the compiler alone. */
  readonly types?: { kept: Kept; declared: Declared };
}

/** A property of a resource, or of a part of one. */
export interface Property<Kept, Declared, Optional extends boolean> extends PropertyType<Kept, Declared> {
  readonly description: string;
  readonly optional: Optional;
}

/** Properties by their names. */
export type Properties = Readonly<Record<string, Property<unknown, unknown, boolean>>>;

type OptionalKeys<P> = { [Key in keyof P]: P[Key] extends { optional: true } ? Key : never }[keyof P];
type KeptOf<T> = T extends PropertyType<infer Kept, unknown> ? Kept : never;
type DeclaredOf<T> = T extends PropertyType<unknown, infer Declared> ? Declared : never;

/** The values of some properties as the provider gets them and the state has them. */
export type Kept<P> = { [Key in Exclude<keyof P, OptionalKeys<P>>]: KeptOf<P[Key]> } & {
  [Key in OptionalKeys<P>]?: KeptOf<P[Key]>;
};

/** The values of some properties as the program declares them. */
export type Declared<P> = { readonly [Key in Exclude<keyof P, OptionalKeys<P>>]: DeclaredOf<P[Key]> } & {
  readonly [Key in OptionalKeys<P>]?: DeclaredOf<P[Key]> | undefined;
};

export const text: PropertyType<string> = { schema: { type: "string" } };
export const integer: PropertyType<number> = { schema: { type: "integer" } };
export const number: PropertyType<number> = { schema: { type: "number" } };
export const flag: PropertyType<boolean> = { schema: { type: "boolean" } };

/** A text that is one of several words. */
export const word = <Word extends string>(): PropertyType<Word> => text as PropertyType<Word>;

/** A value that has a type in TypeScript, and takes anything in the package schema. */
export const any = <Value>(): PropertyType<Value> => ({ schema: { $ref: "pulumi.json#/Any" } });

export const listOf = <K, D>({ schema }: PropertyType<K, D>): PropertyType<K[], D[]> => ({
  schema: { type: "array", items: schema },
});

export const mapOf = <K, D>({ schema }: PropertyType<K, D>): PropertyType<Record<string, K>, Record<string, D>> => ({
  schema: { type: "object", additionalProperties: schema },
});

/**
 * A type of several properties, which has a name of its own in the package schema.
 *
 * @typeParam P the properties
 * @param token that name; see `propertyTypes`
 */
export const partOf = <P extends Properties>(token: string): PropertyType<Kept<P>, Declared<P>> => ({
  schema: { $ref: `#/types/${token}` },
});

/** A value that a preview may not know yet. */
export const later = <K, D>({ schema }: PropertyType<K, D>): PropertyType<K, Later<D>> => ({ schema });

/** A value that a preview may not know yet, and that the run may turn out not to have. */
export const laterOrNever = <K, D>({ schema }: PropertyType<K, D>): PropertyType<K, Later<D | undefined>> => ({
  schema,
});

export const required = <K, D>({ schema }: PropertyType<K, D>, description: string): Property<K, D, false> => ({
  ...{ schema, description },
  optional: false,
});

/** A property that may be left out. */
export const optional = <K, D>({ schema }: PropertyType<K, D>, description: string): Property<K, D, true> => ({
  ...{ schema, description },
  optional: true,
});
