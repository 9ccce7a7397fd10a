import type * as pulumi from "@pulumi/pulumi";
import type { Declared, Later, Properties } from "../rotation/properties.ts";

/** A value as a program gives it: where a preview may not know it yet, it may be an output. */
type Given<T> =
  T extends Later<infer Value>
    ? pulumi.Input<Given<Value>>
    : T extends object
      ? { [Key in keyof T]: Given<T[Key]> }
      : T;

/** The arguments of a resource with these properties. Each property has to be given, if only as undefined, so that none is forgotten. */
export type Args<P> = Required<Given<Declared<P>>>;

/** The outputs as a resource is declared with them: each is undefined until the engine sets it. */
export function unset(outputs: Properties): Record<string, undefined> {
  return Object.fromEntries(Object.keys(outputs).map((name) => [name, undefined]));
}
