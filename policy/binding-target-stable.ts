import { z } from "zod";
import { referenceDefaults, secretsDirectory } from "../rotation/defaults.ts";
import { resourcePolicy } from "./define.ts";
import { referencesOf, type Reference } from "./resources.ts";

const settings = z.strictObject({
  /** The widest permission bits that a secret's file may have, as four octal digits. */
  widestMode: z
    .string()
    .regex(/^0[0-7]{3}$/)
    .default(referenceDefaults.mode),
});

/** Looks at a service's own spec as at a binding: whoever deploys it writes the same paths. */
export const bindingTargetStable = resourcePolicy(
  {
    name: "binding-target-stable",
    description:
      "Checks whether each secret's file in a service has a path that no rotation changes, a mode that is not too wide, and a path of its own.",
    severity: "medium",
    section: "bindings",
    settings,
  },
  (resource, report, { widestMode }) => {
    const { name } = resource;
    const seen = new Map<string, string>();
    for (const reference of referencesOf(resource)) {
      const { target, mode, secretName = "a secret" } = reference;
      if (mode !== undefined && (mode & ~Number.parseInt(widestMode, 8)) !== 0) {
        report(
          `${name} sees ${secretName} with mode ${mode.toString(8).padStart(4, "0")}, wider than ${widestMode}.`,
          "Set a narrower mode, such as 0400 with the uid that the service runs as.",
        );
      }
      if (target === undefined) continue;
      if (hasVersion(target, reference)) {
        report(
          `${name} sees ${secretName} at ${target}, a path with a version, which the next rotation would change.`,
          "Leave the version out of the target.",
        );
      }
      const path = absolute(target);
      const other = seen.get(path);
      if (other !== undefined) {
        report(`${name} sees both ${other} and ${secretName} at ${path}.`, "Give one of the two another target.");
      }
      seen.set(path, secretName);
    }
  },
);

/** At the end of the file's name, or right after the secret's own: `oauth_v2_client` is a name as any. */
function hasVersion(target: string, { secretName }: Reference): boolean {
  if (/[._-]v\d+(?:\.[^/]*)?$/i.test(target)) return true;
  const unversioned = secretName?.replace(/_v\d+$/, "");
  const logicalName = unversioned?.slice(unversioned.indexOf("_") + 1);
  if (logicalName === undefined) return false;
  const [, ...following] = target.split(logicalName);
  return following.some((rest) => /^[._-]v\d+(?![a-z\d])/i.test(rest));
}

/** `x`, `/run/secrets/x` and `/run/secrets//x` are one file. */
function absolute(target: string): string {
  const path = target.startsWith("/") ? target : `${secretsDirectory}/${target}`;
  return path.replaceAll(/\/(?:\.?\/)+/g, "/");
}
