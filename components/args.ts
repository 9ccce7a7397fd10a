import type * as pulumi from "@pulumi/pulumi";
import type { Declared, Later, Properties } from "../rotation/properties.ts";

/** A value as a program gives it: what a preview may not know yet may be an output. */
type Given<T> =
  T extends Later<infer Value>
    ? pulumi.Input<Given<Value>>
    : T extends object
      ? { [Key in keyof T]: Given<T[Key]> }
      : T;

/** What a resource of these properties is declared with: each of them, if only to say that there is none. */
export type Args<P> = Required<Given<Declared<P>>>;

/** Outputs as a resource is declared with them: the engine fills them in. */
export function unset(outputs: Properties): Record<string, undefined> {
  return Object.fromEntries(Object.keys(outputs).map((name) => [name, undefined]));
}
