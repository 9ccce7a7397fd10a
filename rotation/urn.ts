// The parts of a resource's URN: `urn:pulumi:<stack>::<project>::<types of its parents>$<type>::<name>`.

import type { Place } from "./commands.ts";

const separator = "::";

/** The stack of a resource. */
export function stackOf(urn: string): string {
  return urn.split(separator, 1)[0]?.replace("urn:pulumi:", "") ?? "";
}

/** The project and the stack of a resource. */
export function placeOf(urn: string): Place {
  return { stack: stackOf(urn), project: urn.split(separator)[1] ?? "" };
}

/** The type of a resource, without those of its parents. */
export function typeOf(urn: string): string {
  return urn.split(separator)[2]?.split("$").at(-1) ?? "";
}

/** The name of a resource, as the program declares it. */
export function nameOf(urn: string): string {
  return urn.split(separator).slice(3).join(separator);
}
