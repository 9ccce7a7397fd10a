import { resourceTypes } from "../rotation/contract.ts";
import { maxLength } from "../rotation/defaults.ts";
import { versionLabels } from "../rotation/labels.ts";
import { isNamespace, parseSecretName } from "../rotation/secret-name.ts";
import { resourcePolicy } from "./define.ts";
import { ifKnown } from "./properties.ts";
import { labelOf } from "./resources.ts";

export const secretNameVersioned = resourcePolicy(
  {
    name: "secret-name-versioned",
    description:
      "Checks whether each Swarm secret's name is <namespace>_<logical name>_v<version>, as its labels and URN say.",
    severity: "high",
    section: "versions",
  },
  ({ type, name: resourceName, props }, report) => {
    if (type !== resourceTypes.secret) return;
    const secretName = ifKnown(() => props["name"] as unknown);
    if (typeof secretName !== "string") {
      const remedy = "Give it the name <namespace>_<logical name>_v<version>, which is known beforehand.";
      const problem = `The secret ${resourceName} has no name that a preview can know.`;
      report({ code: "name-unknown", problem, remedy });
      return;
    }
    if (secretName.length > maxLength.secretName) {
      const problem = `The name of ${secretName} has ${secretName.length} characters, the Engine takes ${maxLength.secretName}.`;
      report({ code: "name-too-long", problem, remedy: "Shorten the logical name or the namespace." });
    }
    const namespace = labelOf(props, versionLabels.namespace);
    if (namespace === undefined || !isNamespace(namespace)) {
      report({
        code: "name-without-labels",
        problem: `${secretName} has no label ${versionLabels.namespace}.`,
        remedy: "Declare it in a VersionedSecret, which sets the labels.",
      });
      return;
    }
    const parsed = parseSecretName(secretName, namespace);
    if (parsed === undefined) {
      report({
        code: "name-not-versioned",
        problem: `${secretName} is no versioned name in the namespace ${namespace}.`,
        remedy: `Name it ${namespace}_<logical name>_v<version>.`,
      });
      return;
    }
    const labels = {
      secret: labelOf(props, versionLabels.secret),
      version: labelOf(props, versionLabels.version),
    };
    if (labels.secret !== parsed.logicalName || labels.version !== String(parsed.version)) {
      report({
        code: "name-disagrees",
        problem: `${secretName} disagrees with its labels ${versionLabels.secret} and ${versionLabels.version}.`,
        remedy: "Declare it in a VersionedSecret, which makes the name and the labels from one source.",
      });
    }
    if (resourceName !== secretName) {
      report({
        code: "resource-not-named-so",
        problem: `${secretName} is declared as the resource ${resourceName}.`,
        remedy:
          "Give the resource the secret's own name: with the version in its URN the next version never replaces it.",
      });
    }
  },
);
