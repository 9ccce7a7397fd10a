import { z } from "zod";
import { formatMode, modeFault, modePattern, parseMode, widestMode } from "../rotation/mode.ts";
import { targetFault, targetFile } from "../rotation/target.ts";
import { resourcePolicy } from "./define.ts";
import { referencesOf } from "./resources.ts";

const settings = z.strictObject({
  /** The widest permission bits that a secret's file may have, as four octal digits; a setting can only narrow the default. */
  widestMode: z
    .string()
    .regex(modePattern)
    .refine((mode) => modeFault(parseMode(mode)) === undefined)
    .default(formatMode(widestMode)),
});

/** Checks a `docker.Service` like a binding, because its tasks see secrets at paths, too. */
export const bindingTargetStable = resourcePolicy(
  {
    name: "binding-target-stable",
    description:
      "Checks whether each secret's file in a service has a path that no rotation changes, a mode that is not too wide, and a path of its own.",
    severity: "medium",
    section: "bindings",
    settings,
  },
  (resource, report, limits) => {
    const { name } = resource;
    const seen = new Map<string, string>();
    for (const { target, mode, logicalName, secretName = "a secret" } of referencesOf(resource)) {
      const wide = mode === undefined ? undefined : modeFault(mode, parseMode(limits.widestMode));
      if (wide !== undefined && mode !== undefined) {
        report({ ...wide, problem: `${name} sees ${secretName} with mode ${formatMode(mode)}, ${wide.problem}.` });
      }
      if (target === undefined) continue;
      const fault = targetFault(target, logicalName);
      if (fault !== undefined) {
        report({ ...fault, problem: `${name} sees ${secretName} at ${target}, which ${fault.problem}.` });
      }
      const file = targetFile(target);
      const other = seen.get(file);
      if (other !== undefined) {
        const problem = `${name} sees both ${other} and ${secretName} at ${file}.`;
        report({ code: "same-target", problem, remedy: "Give one of the two another target." });
      }
      seen.set(file, secretName);
    }
  },
);
