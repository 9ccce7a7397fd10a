import type { PolicyResource, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { z } from "zod";
import { resourceTypes } from "../rotation/contract.ts";
import { resourcePolicy, stackPolicy } from "./define.ts";
import { ifKnown } from "./properties.ts";
import { isInVersionedSecret, ofType, referencesOf } from "./resources.ts";

const about = {
  name: "secret-no-overwrite",
  description:
    "Checks whether each version of a secret is a resource of its own, which Pulumi neither replaces in place nor deletes to create it anew.",
  severity: "critical",
  section: "versions",
  settings: z.strictObject({}),
} as const;

/** Properties that must not be ignored: a change of them replaces a version, and ignoring it would hide that. */
const identity = ["data", "name", "*"];

const options = resourcePolicy(about, (resource, report) => {
  if (resource.type !== resourceTypes.secret) return;
  const { name, opts } = resource;
  // Where the option is left out, the Docker provider deletes first, because the old and the new secret have the same name.
  if (opts.deleteBeforeReplace !== false) {
    report({
      code: "secret-replaceable",
      problem: `${name} may be deleted and created anew: its option deleteBeforeReplace is not false.`,
      remedy: "Set it to false: a replacement then fails before anything is deleted.",
    });
  }
  const ignored = opts.ignoreChanges.map((path) => path.replaceAll(/["'[\]]/g, ""));
  const hidden = ignored.filter((path) => identity.includes(path));
  if (hidden.length > 0) {
    report({
      code: "change-ignored",
      problem: `${name} ignores changes of ${hidden.join(", ")}: another value under the same version would not be seen.`,
      remedy: "Take that out of its option ignoreChanges; only labels may stand there.",
    });
  }
  if (!isInVersionedSecret(resource)) {
    report({
      code: "not-a-versioned-secret",
      problem: `${name} is not declared by a VersionedSecret, which alone gives each version a resource of its own.`,
      remedy: "Declare it under secrets in the stack config, or as a VersionedSecret.",
    });
  }
});

const together = stackPolicy(about, (resources, report) => {
  const secrets = ofType(resources, resourceTypes.secret);
  const names = secrets.map(({ props }) => ifKnown(() => props["name"] as string));
  secrets.forEach(({ urn }, index) => {
    const secretName = names[index];
    if (secretName === undefined || names.indexOf(secretName) === index) return;
    report(
      {
        code: "declared-twice",
        problem: `${secretName} is declared more than once: one would overwrite the other.`,
        remedy: "Declare each version once, and add the next version for another value.",
      },
      urn,
    );
  });
  const ids = secrets.map(({ props }) => ifKnown(() => props["id"] as string));
  for (const service of ofType(resources, resourceTypes.service)) {
    for (const reference of foreignReferences(service, names, ids)) {
      report(
        {
          code: "foreign-reference",
          problem: `The service ${service.name} refers to ${reference}, which is no version that this stack has.`,
          remedy:
            "Declare the secret under secrets in the stack config and bind it with a ServiceSecretBinding, or take the reference out.",
        },
        service.urn,
      );
    }
  }
});

/** The rules on single resources, too, so that an `up` without a preview is stopped before it changes the resource. */
export const secretNoOverwrite: ResourceValidationPolicy & StackValidationPolicy = { ...options, ...together };

/** The secrets that a service refers to and that the stack does not version; none where the stack's own are not all known. */
function foreignReferences(
  service: PolicyResource,
  names: readonly (string | undefined)[],
  ids: readonly (string | undefined)[],
): string[] {
  return referencesOf(service).flatMap(({ secretName, secretId }) => {
    if (secretName !== undefined) return names.includes(secretName) || names.includes(undefined) ? [] : [secretName];
    // The ID of a version that is yet to be created is known on neither side.
    return secretId === undefined || ids.includes(secretId) ? [] : [`the secret with the ID ${secretId}`];
  });
}
