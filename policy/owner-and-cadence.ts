import { cadenceText, cadenceWords, isCadence, isLonger, type Cadence } from "../rotation/cadence.ts";
import type { Steps } from "../rotation/config-path.ts";
import { resourceTypes } from "../rotation/contract.ts";
import { versionLabels } from "../rotation/labels.ts";
import type { SecretClasses } from "../inventory/classes.ts";
import { resourcePolicy } from "./define.ts";
import { ifKnown } from "./properties.ts";
import { isInVersionedSecret, readLabel, type Declared } from "./resources.ts";
import { configuredClasses } from "./stack-config.ts";

/** Checks the component of a secret and not its versions, because versions keep the labels that they were made with. */
export const ownerAndCadence = resourcePolicy(
  {
    name: "owner-and-cadence",
    description:
      "Checks whether each secret has a class, an owner and a cadence, and is not rotated less often than its class demands.",
    severity: "medium",
    section: "owners-and-cadence",
  },
  (resource, report) => {
    const { name } = resource;
    const said = ifKnown(() => saidOf(resource));
    if (said === undefined) return;
    const classes = configuredClasses();
    const className = typeof said.class === "string" ? said.class : "";
    const secretClass = classes.get(className);
    const cadence = cadenceOf(said.cadence);
    if (secretClass === undefined) {
      const remedy = describeClasses(classes, className, said.at("class"));
      report({ code: "class-unknown", path: said.path("class"), problem: `${name} has no known class.`, remedy });
    }
    if (typeof said.owner !== "string" || said.owner === "") {
      const remedy = `Set ${said.at("owner")} to who answers for its rotation.`;
      report({ code: "owner-missing", path: said.path("owner"), problem: `${name} has no owner.`, remedy });
    }
    const cadenceField = said.at("cadence");
    if (cadence === undefined) {
      const remedy = `Set ${cadenceField} to one of: ${cadenceWords.join(", ")}; or to a number of days.`;
      report({ code: "cadence-unknown", path: said.path("cadence"), problem: `${name} has no known cadence.`, remedy });
    }
    if (secretClass === undefined || cadence === undefined) return;
    const { cadence: longest } = secretClass;
    if (!isLonger(cadence, longest)) return;
    const problem = `${name} is rotated ${cadenceText(cadence)}; class ${className} demands ${cadenceText(longest)}.`;
    const remedy = `Set ${cadenceField} to ${longest}.`;
    report({ code: "cadence-too-long", path: said.path("cadence"), problem, remedy });
  },
);

/** Reads a cadence from a property or a label; in a label a number of days is text. */
function cadenceOf(said: unknown): Cadence | undefined {
  const cadence = typeof said === "string" && /^\d+$/.test(said) ? Number(said) : said;
  return isCadence(cadence) ? cadence : undefined;
}

/**
 * The remedy for a class that is missing or unknown.
 *
 * @param field how the secret's own class is named in a message
 */
function describeClasses(classes: SecretClasses, className: string, field: string): string {
  if (classes.size === 0)
    return `Declare the classes under classes in the stack config, and set ${field} to one of them.`;
  if (classes.has(className)) return `Correct classes.${className} in the stack config, which has a fault.`;
  return `Set ${field} to one of: ${[...classes.keys()].join(", ")}; or declare it under classes in the stack config.`;
}

type Field = "class" | "owner" | "cadence";

interface Said {
  class: unknown;
  owner: unknown;
  cadence: unknown;
  /** How a message names one of these fields. */
  at: (field: Field) => string;
  /** Where one of these fields stands in the stack config; undefined where it stands elsewhere. */
  path: (field: Field) => Steps | undefined;
}

/** What a secret's component, or a secret without a component, says of itself; undefined for any other resource. */
function saidOf(resource: Declared): Said | undefined {
  const { type, name, props } = resource;
  if (type === resourceTypes.versionedSecret) {
    const { secretClass, owner, cadence } = props;
    return { class: secretClass, owner, cadence, at: (field) => field, path: (field) => ["secrets", name, field] };
  }
  if (type !== resourceTypes.secret || isInVersionedSecret(resource)) return undefined;
  const at: Said["at"] = (field) => `its label ${versionLabels[field]}`;
  return {
    class: readLabel(props, versionLabels.class),
    owner: readLabel(props, versionLabels.owner),
    cadence: readLabel(props, versionLabels.cadence),
    at,
    path: () => undefined,
  };
}
