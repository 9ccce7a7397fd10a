// The properties of resources as policies get them. The compiler lets nothing be used that a preview may not know: only what
// `ifKnown` has read.
import { UnknownValueError } from "@pulumi/policy";
import type { Declared, Later } from "../rotation/properties.ts";

/** Outputs say null where inputs leave something out. */
type Told<T> = undefined extends T ? T | null : T;

/** What a policy gets of some properties. */
export type PropertiesOf<P> = { readonly [Key in keyof Declared<P>]: Told<Declared<P>[Key]> };

type Known<T> = T extends Later<infer Value> ? Value : T;

/** What a function reads, or undefined where the preview does not know that yet. */
export function ifKnown<T>(read: () => T): Known<T> | undefined {
  try {
    return read() as Known<T>;
  } catch (error) {
    if (error instanceof UnknownValueError) return undefined;
    throw error;
  }
}

/** Reads all there is of something, so that what follows needs no care. */
export function whole<T>(part: T | null | undefined): T | undefined {
  return part === undefined || part === null ? undefined : (JSON.parse(JSON.stringify(part)) as T);
}
