// The properties of resources as policies get them. Their types keep a policy from using a value that a preview may not know, unless
// `ifKnown` has read it.
import { UnknownValueError } from "@pulumi/policy";
import type { Declared, Later } from "../rotation/properties.ts";

/** Outputs have null where inputs leave something out. */
type Told<T> = undefined extends T ? T | null : T;

/** What a policy gets of some properties. */
export type PropertiesOf<P> = { readonly [Key in keyof Declared<P>]: Told<Declared<P>[Key]> };

type Known<T> = T extends Later<infer Value> ? Value : T;

/** What a function reads; undefined where the preview does not know it yet. */
export function ifKnown<T>(read: () => T): Known<T> | undefined {
  try {
    return read() as Known<T>;
  } catch (error) {
    if (error instanceof UnknownValueError) return undefined;
    throw error;
  }
}

/** Copies a property as a whole, so that an unknown value in it shows at once and not somewhere later. */
export function whole<T>(part: T | null | undefined): T | undefined {
  return part === undefined || part === null ? undefined : (JSON.parse(JSON.stringify(part)) as T);
}

/** The paths of what the preview does not know in a property: `taskSpec.containerSpec.env.DB_HOST`. */
export function unknownParts(props: object, property: string, path = property): string[] {
  const part: unknown = ifKnown(() => (props as Record<string, unknown>)[property] ?? null);
  if (part === undefined) return [path];
  if (typeof part !== "object" || part === null) return [];
  return Object.keys(part).flatMap((key) => unknownParts(part, key, `${path}.${key}`));
}
