// The rules of the stack config on classes. What trips each, with the exact message, and the near misses that do not.
import { describeRules, passes, trips } from "./cases.ts";
import { goodConfig, withSecret } from "./config.ts";

const cadences =
  "Set it to one of: monthly, quarterly, annually; or to a number of days from 1 to 3650, without quotes.";
const classesForm =
  "Declare the classes that give secrets an owner and a cadence, in Pulumi.yaml for every stack (there under value), " +
  "or in the stack's own file, such as { infrastructure: { owner: Operations, cadence: quarterly } }.";
const owners = "Set it to who answers for the rotation: a text of 1 to 100 characters in one line.";
/** The good config with classes in the place of those of the same names, and more put into its secret `db_writer`. */
function withClasses(others: Record<string, unknown>, fields: Record<string, unknown> = {}) {
  const config = withSecret(fields);
  return { ...config, classes: { ...config.classes, ...others } };
}

describeRules({
  "the classes": [
    ...[undefined, {}, "database", ["database"], null].map((all) =>
      trips(
        `${all === undefined ? "none" : JSON.stringify(all)} in their place, and says nothing of the secrets' classes`,
        { ...goodConfig(), classes: all },
        `classes: ${all === undefined ? "missing" : JSON.stringify(all) === "{}" ? "empty" : "not a mapping"}. ${classesForm}`,
      ),
    ),
    passes("one that is not used", withClasses({ "other_1-x": { owner: "Platform", cadence: 30, retention: 8760 } })),
    trips(
      "one without owner and cadence, and says nothing of its secrets",
      withClasses({ "swarm-infra": {} }, { cadence: "annually", dependants: ["api"] }),
      `classes.swarm-infra.owner: missing. ${owners}`,
      `classes.swarm-infra.cadence: missing. ${cadences}`,
    ),
    trips(
      "one that is no mapping",
      withClasses({ other: "Platform" }),
      "classes.other: not allowed. Set it to a mapping such as { owner: Operations, cadence: quarterly }.",
    ),
    ...["Database", "1st", "-x", "a b", "x".repeat(64), ""].map((name) =>
      trips(
        `${JSON.stringify(name).slice(0, 20)} as a name`,
        withClasses({ [name]: { owner: "Platform", cadence: 30 } }),
        `classes${/^[A-Za-z_][\w-]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`}: not a class's name. ` +
          "Use at most 63 lower-case letters, digits, hyphens and underscores, a letter first.",
      ),
    ),
    trips(
      "a misspelt field",
      withClasses({ other: { owner: "Platform", cadence: 30, conections: true } }),
      "classes.other.conections: unknown key. Did you mean connections? Allowed here: owner, cadence, connections, retention.",
    ),
    trips(
      "connections in quotes",
      withClasses({ other: { owner: "Platform", cadence: 30, connections: "true" } }),
      "classes.other.connections: not allowed. Set it to true or false, without quotes.",
    ),
    ...[71, 8761, "72", 72.5].map((retention) =>
      trips(
        `${JSON.stringify(retention)} as its retention`,
        withClasses({ other: { owner: "Platform", cadence: 30, retention } }),
        "classes.other.retention: not allowed. Set it to a whole number of hours from 72 to 8760, without quotes.",
      ),
    ),
    trips(
      "dependants where no class has connections",
      withClasses({ database: { owner: "Platform", cadence: 30 } }, { dependants: ["api"] }),
      "secrets.db_writer.dependants: only secrets of a class with connections have it. " +
        "Take it out, or set connections: true for its class.",
    ),
    passes(
      "dependants in any class with connections",
      withClasses(
        { roles: { owner: "Platform", cadence: 30, connections: true } },
        { class: "roles", dependants: ["api"] },
      ),
    ),
  ],
});
