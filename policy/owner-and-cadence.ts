import { isLonger } from "../rotation/cadence.ts";
import { configPath } from "../rotation/config-path.ts";
import { cadences, classDefaults, secretClasses } from "../rotation/defaults.ts";
import { resourcePolicy } from "./define.ts";
import { ifKnown, isInVersionedSecret, readLabel, types, type Declared } from "./resources.ts";

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
    const secretClass = secretClasses.find((known) => known === said.class);
    const cadence = cadences.find((known) => known === said.cadence);
    if (secretClass === undefined) {
      report(`${name} has no known class.`, `Set ${said.at("class")} to one of: ${secretClasses.join(", ")}.`);
    }
    if (typeof said.owner !== "string" || said.owner === "") {
      report(`${name} has no owner.`, `Set ${said.at("owner")} to who answers for its rotation.`);
    }
    if (cadence === undefined) {
      report(`${name} has no known cadence.`, `Set ${said.at("cadence")} to one of: ${cadences.join(", ")}.`);
    }
    if (secretClass === undefined || cadence === undefined) return;
    const longest = classDefaults[secretClass].cadence;
    if (!isLonger(cadence, longest)) return;
    report(
      `${name} is rotated ${cadence}; class ${secretClass} demands ${longest}.`,
      `Set ${said.at("cadence")} to ${longest}.`,
    );
  },
);

interface Said {
  class: unknown;
  owner: unknown;
  cadence: unknown;
  /** Where one of them stands. */
  at: (field: string) => string;
}

/** What a secret says of itself: a component, or a secret without one. Undefined of anything else. */
function saidOf(resource: Declared): Said | undefined {
  const { type, name, props } = resource;
  if (type === types.versionedSecret) {
    const at: Said["at"] = (field) => configPath(["secrets", name, field]);
    return { class: props["secretClass"], owner: props["owner"], cadence: props["cadence"], at };
  }
  if (type !== types.secret || isInVersionedSecret(resource)) return undefined;
  const at: Said["at"] = (field) => `its label busflow.${field}`;
  return {
    class: readLabel(props, "class"),
    owner: readLabel(props, "owner"),
    cadence: readLabel(props, "cadence"),
    at,
  };
}
