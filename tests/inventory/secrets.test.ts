// The rules of the stack config on secrets. What trips each, with the exact message, and the near misses that do not.
import { describeRules, passes, trips } from "./cases.ts";
import { goodConfig, withSecret } from "./config.ts";

const version = "Set it to a whole number from 1 to 9999, without quotes.";
const classes = "Set it to one of: database, deploy-token, sso, swarm-infra, tenant-api.";
const cadences =
  "Set it to one of: monthly, quarterly, annually; or to a number of days from 1 to 3650, without quotes.";
const owners = "Set it to who answers for the rotation: a text of 1 to 100 characters in one line.";
const secretKeys =
  "Allowed here: class, current, retain, source, encoding, owner, cadence, group, incident, dependants, release.";
const logicalNameForm =
  "not a logical name. Use lower-case letters, digits, hyphens and underscores, a letter first and no _v<number> at the end, such as db_writer.";
const groupForm =
  "Set it to a name of the same form as secrets' logical names, such as database_roles; or to none, for a secret that is rotated by itself.";
const secretExample = "Set it to a mapping such as { class: infrastructure, current: 1 }.";
/** The good config with classes in the place of those of the same names, and more put into its secret `db_writer`. */
function withClasses(others: Record<string, unknown>, fields: Record<string, unknown> = {}) {
  const config = withSecret(fields);
  return { ...config, classes: { ...config.classes, ...others } };
}

function withNamespace(namespace: unknown) {
  return { ...goodConfig(), namespace };
}

function withSecretNamed(logicalName: string, namespace = "busflow", current = 1) {
  const config = withNamespace(namespace);
  config.secrets[logicalName] = { class: "sso", current };
  return config;
}

describeRules({
  "a secret's logical name": [
    passes("a name that objects have of their own", withSecretNamed("constructor")),
    passes("_v without digits", withSecretNamed("db_v")),
    trips(
      "a version at the end",
      withSecretNamed("db_writer_v5"),
      "secrets.db_writer_v5: a logical name never ends in a version. Leave it out: the version goes under current.",
    ),
    passes("digits and hyphens", withSecretNamed("oauth2-client_s3-secret")),
    trips("a digit first", withSecretNamed("3s_token"), `secrets["3s_token"]: ${logicalNameForm}`),
    trips("a hyphen at the end", withSecretNamed("token-"), `secrets.token-: ${logicalNameForm}`),
    trips("an upper-case letter", withSecretNamed("HCLOUD_TOKEN"), `secrets.HCLOUD_TOKEN: ${logicalNameForm}`),
    trips("a dot", withSecretNamed("db.writer"), `secrets["db.writer"]: ${logicalNameForm}`),
    passes("64 characters with the rest", withSecretNamed("a".repeat(53))),
    trips(
      "65 characters with the rest",
      withSecretNamed("a".repeat(54)),
      `secrets.${"a".repeat(54)}: its name on the Swarm has 65 characters, the Engine takes 64. ` +
        "Shorten the logical name or the namespace.",
    ),
    trips(
      "65 characters with a longer version",
      withSecretNamed("a".repeat(53), "busflow", 10),
      `secrets.${"a".repeat(53)}: its name on the Swarm has 65 characters, the Engine takes 64. ` +
        "Shorten the logical name or the namespace.",
    ),
  ],
  "a secret's fields": [
    trips(
      "not a mapping",
      { ...goodConfig(), secrets: { db_writer: "x", db_reader: { class: "sso", current: 1 } } },
      `secrets.db_writer: not allowed. ${secretExample}`,
    ),
    trips(
      "a list",
      { ...goodConfig(), secrets: { db_writer: [4], db_reader: { class: "sso", current: 1 } } },
      `secrets.db_writer: not allowed. ${secretExample}`,
    ),
    trips(
      "a misspelt one",
      withSecret({ retian: [3] }),
      `secrets.db_writer.retian: unknown key. Did you mean retain? ${secretKeys}`,
    ),
    trips(
      "one that JavaScript treats apart",
      {
        ...goodConfig(),
        secrets: JSON.parse(
          `{"db_writer":{"class":"sso","current":1,"__proto__":1},"db_reader":{"class":"sso","current":1}}`,
        ) as Record<string, unknown>,
      },
      `secrets.db_writer.__proto__: unknown key. ${secretKeys}`,
    ),
    trips(
      "two unknown ones",
      withSecret({ x: 1, curent: 5 }),
      `secrets.db_writer.x: unknown key. ${secretKeys}`,
      `secrets.db_writer.curent: unknown key. Did you mean current? ${secretKeys}`,
    ),
    trips("no class", withSecret({ class: undefined }), `secrets.db_writer.class: missing. ${classes}`),
    trips(
      "a misspelt class",
      withSecret({ class: "swarm-infr" }),
      `secrets.db_writer.class: not allowed. Did you mean swarm-infra? ${classes}`,
    ),
    trips("another class", withSecret({ class: "hunter2" }), `secrets.db_writer.class: not allowed. ${classes}`),
    trips("a class of another type", withSecret({ class: 4 }), `secrets.db_writer.class: not allowed. ${classes}`),
    ...["", "  ", "x".repeat(101), "Plat\nform", "Plat\u0007form", "Plat\u2028form", 4, null, ["Platform"]].map(
      (owner) =>
        trips(
          `${JSON.stringify(owner).slice(0, 20)} as its owner`,
          withSecret({ owner }),
          `secrets.db_writer.owner: not allowed. ${owners}`,
        ),
    ),
    passes("an owner of its own, whoever that is", withSecret({ owner: "Équipe Réseau & Co. (Zürich)" })),
    passes("a hundred characters of an owner", withSecret({ owner: "x".repeat(100) })),
  ],
  "a secret's versions": [
    trips("no current one", withSecret({ current: undefined }), `secrets.db_writer.current: missing. ${version}`),
    ...[0, -1, 1.5, 10_000, "4", null, true].map((current) =>
      trips(
        `${JSON.stringify(current)} as the current one`,
        withSecret({ current }),
        `secrets.db_writer.current: not allowed. ${version}`,
      ),
    ),
    passes("9999 as the current one", withSecret({ current: 9999 })),
    passes("an older and a newer one retained", withSecret({ retain: [5, 3] })),
    trips(
      "retain without a list",
      withSecret({ retain: 3 }),
      "secrets.db_writer.retain: not allowed. Set it to a list of versions, such as [4].",
    ),
    trips(
      "a retained one that is none",
      withSecret({ retain: [3, "2"] }),
      `secrets.db_writer.retain[1]: not allowed. ${version}`,
    ),
    trips(
      "the current one retained",
      withSecret({ retain: [4] }),
      "secrets.db_writer.retain: version 4 is the current one. Retain only other versions.",
    ),
    trips(
      "one retained three times",
      withSecret({ retain: [3, 2, 3, 3] }),
      "secrets.db_writer.retain: version 3 is listed more than once. List it once.",
    ),
  ],
  "a secret's group": [
    passes("a word", withSecret({ group: "database_roles" })),
    passes("the word for none", withSecret({ group: "none" })),
    ...["", "Roles", "database roles", "roles_v2", 4, null, ["roles"]].map((group) =>
      trips(JSON.stringify(group), withSecret({ group }), `secrets.db_writer.group: not allowed. ${groupForm}`),
    ),
  ],
  "a secret's cadence": [
    ...["weekly", "30", 0, 3651, 1.5, null, ["monthly"]].map((cadence) =>
      trips(JSON.stringify(cadence), withSecret({ cadence }), `secrets.db_writer.cadence: not allowed. ${cadences}`),
    ),
    trips(
      "a misspelt one",
      withSecret({ cadence: "quaterly" }),
      `secrets.db_writer.cadence: not allowed. Did you mean quarterly? ${cadences}`,
    ),
    passes("a shorter word", withSecret({ cadence: "monthly" })),
    passes("as many days as the class's leaves at most", withSecret({ cadence: 98 })),
    trips(
      "more days than the class's ever leaves",
      withSecret({ cadence: 99 }),
      "secrets.db_writer.cadence: every 99 days is longer than class swarm-infra allows. Set it to quarterly, or leave it out.",
    ),
    trips(
      "a word that may leave more days than the class allows",
      withClasses({ "swarm-infra": { owner: "Platform", cadence: 90 } }, { cadence: "quarterly" }),
      "secrets.db_writer.cadence: quarterly is longer than class swarm-infra allows. Set it to 90, or leave it out.",
    ),
    passes("the class's own", withSecret({ cadence: "quarterly" })),
    trips(
      "a longer one than the class allows",
      withSecret({ cadence: "annually" }),
      "secrets.db_writer.cadence: annually is longer than class swarm-infra allows. Set it to quarterly, or leave it out.",
    ),
    passes("the longest, where the class allows it", withSecret({ class: "tenant-api", cadence: "annually" })),
    passes("a shorter one than the class's", withSecret({ class: "tenant-api", cadence: "quarterly" })),
  ],
  "a secret's encoding": [
    passes("base64", withSecret({ encoding: "base64" })),
    passes("text, as it is by default", withSecret({ encoding: "text" })),
    trips(
      "another one",
      withSecret({ encoding: "hex" }),
      "secrets.db_writer.encoding: not allowed. Set it to one of: text, base64.",
    ),
    trips(
      "one of generated values",
      withSecret({ encoding: "base64", source: { kind: "random", length: 48 } }),
      "secrets.db_writer.encoding: only values in the stack config have an encoding. Take it out, or the source.",
    ),
  ],
});
