// Permission bits of a secret's file: four octal digits where people and states read them, a number where the Engine does.
import type { Fault } from "./finding.ts";

/**
 * The widest mode that a secret's file may have. The Engine mounts these files for reading only, so bits for writing serve nobody.
 * Bits for executing serve nobody either: a program belongs into the image.
 */
export const widestMode = 0o444;

/** What is wrong with a mode. */
export type ModeFault = Fault<"mode-too-wide">;

/** A mode as the stack config has it: four octal digits, the first of them 0. */
export const modePattern = /^0[0-7]{3}$/;

/** The bits of a mode in octal digits: "0444" is 0o444. */
export function parseMode(text: string): number {
  return Number.parseInt(text, 8);
}

/** A mode in four octal digits: 0o444 is "0444". */
export function formatMode(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}

/**
 * Judges the mode of a secret's file in the stack config, in a binding or in a service's own spec.
 *
 * @param limit the widest mode that is allowed
 * @default 0o444
 * @returns undefined when nothing is wrong; otherwise a fault whose problem follows the mode, or its place
 */
export function modeFault(mode: number, limit = widestMode): ModeFault | undefined {
  if ((mode & ~limit) === 0) return undefined;
  return {
    code: "mode-too-wide",
    problem: `wider than ${formatMode(limit)}`,
    remedy: "Set a narrower mode, such as 0400 with the uid that the service runs as.",
  };
}
