import { cadenceText, cadenceWords, isCadence, isLonger, type Cadence } from "../rotation/cadence.ts";
import { configPath } from "../rotation/config-path.ts";
import { resourceTypes } from "../rotation/contract.ts";
import { versionLabels } from "../rotation/labels.ts";
import type { SecretClasses } from "../inventory/classes.ts";
import { resourcePolicy } from "./define.ts";
import { ifKnown } from "./properties.ts";
import { isInVersionedSecret, readLabel, type Declared } from "./resources.ts";
import { configuredClasses } from "./stack-config.ts";

/** Versions keep the labels that they were made with, so what their component says now is what counts. */
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
    if (secretClass === undefined) report(`${name} has no known class.`, describeClasses(classes, className, said.at));
    if (typeof said.owner !== "string" || said.owner === "") {
      report(`${name} has no owner.`, `Set ${said.at("owner")} to who answers for its rotation.`);
    }
    if (cadence === undefined) {
      report(
        `${name} has no known cadence.`,
        `Set ${said.at("cadence")} to one of: ${cadenceWords.join(", ")}; or to a number of days.`,
      );
    }
    if (secretClass === undefined || cadence === undefined) return;
    const { cadence: longest } = secretClass;
    if (!isLonger(cadence, longest)) return;
    report(
      `${name} is rotated ${cadenceText(cadence)}; class ${className} demands ${cadenceText(longest)}.`,
      `Set ${said.at("cadence")} to ${longest}.`,
    );
  },
);

/** A label is text, and so are the days in it. */
function cadenceOf(said: unknown): Cadence | undefined {
  const cadence = typeof said === "string" && /^\d+$/.test(said) ? Number(said) : said;
  return isCadence(cadence) ? cadence : undefined;
}

function describeClasses(classes: SecretClasses, className: string, at: Said["at"]): string {
  const declared = configPath(["classes"]);
  if (classes.size === 0) return `Declare the classes under ${declared}, and set ${at("class")} to one of them.`;
  if (classes.has(className)) return `Correct ${configPath(["classes", className])}, which has a fault.`;
  return `Set ${at("class")} to one of: ${[...classes.keys()].join(", ")}; or declare it under ${declared}.`;
}

interface Said {
  class: unknown;
  owner: unknown;
  cadence: unknown;
  /** Where one of them stands. */
  at: (field: "class" | "owner" | "cadence") => string;
}

/** What a secret says of itself: a component, or a secret without one. Undefined of anything else. */
function saidOf(resource: Declared): Said | undefined {
  const { type, name, props } = resource;
  if (type === resourceTypes.versionedSecret) {
    const at: Said["at"] = (field) => configPath(["secrets", name, field]);
    return { class: props["secretClass"], owner: props["owner"], cadence: props["cadence"], at };
  }
  if (type !== resourceTypes.secret || isInVersionedSecret(resource)) return undefined;
  const at: Said["at"] = (field) => `its label ${versionLabels[field]}`;
  return {
    class: readLabel(props, versionLabels.class),
    owner: readLabel(props, versionLabels.owner),
    cadence: readLabel(props, versionLabels.cadence),
    at,
  };
}
