// The rules of the stack config on what there is, in what version and where: what trips it, with the exact message, and the near misses that do not.
import { describeRules, passes, trips } from "./cases.ts";
import { malformedTargets, versionedTargets, wellFormedTargets } from "../rotation/targets.ts";
import { goodConfig, withReference, withSecret, withService } from "./config.ts";

const version = "Set it to a whole number from 1 to 9999, without quotes.";
const classes = "Set it to one of: database, deploy-token, sso, swarm-infra, tenant-api.";
const cadences =
  "Set it to one of: monthly, quarterly, annually; or to a number of days from 1 to 3650, without quotes.";
const classesForm =
  "Declare the classes that give secrets an owner and a cadence, in Pulumi.yaml for every stack (there under value), " +
  "or in the stack's own file, such as { infrastructure: { owner: Operations, cadence: quarterly } }.";
const owners = "Set it to who answers for the rotation: a text of 1 to 100 characters in one line.";
const secretKeys =
  "Allowed here: class, current, retain, source, encoding, owner, cadence, group, incident, dependants, release.";
const namespaceForm =
  "Set it to a name of at most 32 lower-case letters, digits and single hyphens or underscores, a letter first, such as shop.";
const logicalNameForm =
  "not a logical name. Use lower-case letters, digits, hyphens and underscores, a letter first and no _v<number> at the end, such as db_writer.";
const groupForm = "Set it to a name of the same form as secrets' logical names, such as database_roles.";
const serviceNameForm = "at most 63 letters, digits, hyphens and underscores, a letter or digit first and last.";
const secretExample = "Set it to a mapping such as { class: infrastructure, current: 1 }.";
const randomExample = "Set it to a mapping such as { kind: random, length: 48 }.";
const length = "Set it to a whole number from 16 to 4096, without quotes.";
const timeout = "Set it to a whole number of seconds from 1 to 86400, without quotes.";
const id = "not allowed. Set it to a number from 0 to 4294967294.";
const mode = 'Set it to four octal digits in quotes, such as "0444".';
const target =
  'not allowed. Set it to a file name, which goes under /run/secrets, or to an absolute path without "." and "..".';
const versionedTarget =
  "holds a version, so that the path would change with every rotation. Leave the version out of the target.";
const known = "Use a name under secrets, or declare it there.";

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

function withServiceNamed(name: string, fields: Record<string, unknown> = {}) {
  const config = goodConfig();
  config.services[name] = { secrets: ["db_writer"], ...fields };
  return config;
}

function without(key: string) {
  return Object.fromEntries(Object.entries(goodConfig()).filter(([other]) => other !== key));
}

describeRules({
  "the config's keys": [
    passes("the known ones", { ...goodConfig(), values: {} }),
    trips(
      "one that is misspelt",
      { ...goodConfig(), servces: {} },
      "servces: unknown key. Did you mean services? Allowed here: namespace, classes, secrets, services, values, retention, protect, requireSwarm, swarm, fingerprintKey, composeFiles, tenantColumns.",
    ),
    trips(
      "one that is far from all",
      { ...goodConfig(), region: "eu" },
      "region: unknown key. Allowed here: namespace, classes, secrets, services, values, retention, protect, requireSwarm, swarm, fingerprintKey, composeFiles, tenantColumns.",
    ),
    passes("a Swarm's ID", { ...goodConfig(), swarm: "x25xtvu4ppt4z02u4lqlzsk8h" }),
    trips(
      "a Swarm's name",
      { ...goodConfig(), swarm: "production" },
      "swarm: not allowed. Set it to a Swarm's ID, 25 letters and digits, as docker info --format '{{.Swarm.Cluster.ID}}' says it.",
    ),
    trips("no namespace", without("namespace"), `namespace: missing. ${namespaceForm}`),
    trips(
      "no secrets",
      { ...without("secrets"), services: {} },
      "secrets: missing. Set it to a mapping such as { db_writer: { class: infrastructure, current: 1 } }.",
    ),
    trips(
      "secrets as a list",
      { ...goodConfig(), secrets: [], services: {} },
      "secrets: not allowed. Set it to a mapping such as { db_writer: { class: infrastructure, current: 1 } }.",
    ),
    trips(
      "no services",
      without("services"),
      "services: missing. Set it to a mapping such as { api: { secrets: [db_writer] } }.",
    ),
    trips(
      "services left empty in the YAML",
      { ...goodConfig(), services: null },
      "services: not allowed. Set it to a mapping such as { api: { secrets: [db_writer] } }.",
    ),
    passes("no secret and no service at all", { namespace: "busflow", secrets: {}, services: {} }),
    passes("a secret that no service uses", { ...goodConfig(), services: {} }),
  ],
  "the namespace": [
    passes("hyphens and digits", withNamespace("busflow-eu2")),
    passes("underscores", withNamespace("bus_flow_eu2")),
    trips("two underscores", withNamespace("bus__flow"), `namespace: not allowed. ${namespaceForm}`),
    trips("an underscore at the end", withNamespace("busflow_"), `namespace: not allowed. ${namespaceForm}`),
    trips("an upper-case letter", withNamespace("Busflow"), `namespace: not allowed. ${namespaceForm}`),
    trips("a number", withNamespace(7), `namespace: not allowed. ${namespaceForm}`),
    trips("nothing", withNamespace(""), `namespace: not allowed. ${namespaceForm}`),
    passes("32 characters", withNamespace("a".repeat(32))),
    trips("33 characters", withNamespace("a".repeat(33)), `namespace: not allowed. ${namespaceForm}`),
  ],
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
      "secrets.db_writer.encoding: only values in the stack config have it. Take it out, or the source.",
    ),
  ],

  "a secret's source": [
    passes("config", withSecret({ source: { kind: "config" } })),
    passes("random, the shortest", withSecret({ source: { kind: "random", length: 16 } })),
    passes("random, the longest", withSecret({ source: { kind: "random", length: 4096, special: false } })),
    trips("a word", withSecret({ source: "random" }), `secrets.db_writer.source: not allowed. ${randomExample}`),
    trips(
      "no kind",
      withSecret({ source: { length: 48 } }),
      "secrets.db_writer.source.kind: missing. Set it to one of: config, random.",
    ),
    trips(
      "a misspelt kind",
      withSecret({ source: { kind: "randon", length: 48 } }),
      "secrets.db_writer.source.kind: not allowed. Did you mean random? Set it to one of: config, random.",
    ),
    trips(
      "random without a length",
      withSecret({ source: { kind: "random" } }),
      `secrets.db_writer.source.length: missing. ${length}`,
    ),
    trips(
      "random, too short",
      withSecret({ source: { kind: "random", length: 15 } }),
      `secrets.db_writer.source.length: not allowed. ${length}`,
    ),
    trips(
      "random, too long",
      withSecret({ source: { kind: "random", length: 4097 } }),
      `secrets.db_writer.source.length: not allowed. ${length}`,
    ),
    trips(
      "special in quotes",
      withSecret({ source: { kind: "random", length: 48, special: "no" } }),
      "secrets.db_writer.source.special: not allowed. Set it to true or false, without quotes.",
    ),
    trips(
      "a misspelt field",
      withSecret({ source: { kind: "random", length: 48, lenght: 4 } }),
      "secrets.db_writer.source.lenght: unknown key. Did you mean length? Allowed here: kind, length, special.",
    ),
    trips(
      "a length with config",
      withSecret({ source: { kind: "config", length: 48 } }),
      "secrets.db_writer.source.length: unknown key. Allowed here: kind.",
    ),
  ],
  "a service": [
    trips(
      "not a mapping",
      { ...goodConfig(), services: { api: ["db_writer"] } },
      "services.api: not allowed. Set it to a mapping such as { secrets: [db_writer] }.",
    ),
    trips(
      "no secrets",
      withService({ secrets: undefined }),
      "services.api.secrets: missing. Set it to a list of secrets' logical names, such as [db_writer].",
    ),
    trips(
      "one secret without a list",
      withService({ secrets: "db_writer" }),
      "services.api.secrets: not allowed. Set it to a list of secrets' logical names, such as [db_writer].",
    ),
    trips(
      "an empty list",
      withService({ secrets: [] }),
      "services.api.secrets: empty. Name a secret, or remove the service.",
    ),
    trips(
      "a misspelt field",
      withService({ timout: 5 }),
      "services.api.timout: unknown key. Did you mean timeout? Allowed here: secrets, serviceName, timeout, probe, wave, onFailure, release.",
    ),
    passes("a release", withService({ release: true })),
    trips(
      "a release in quotes",
      withService({ release: "true" }),
      "services.api.release: not allowed. Set it to true or false, without quotes.",
    ),
    trips(
      "the release of a secret without a service that uses it",
      withSecret({ release: true }),
      "secrets.db_writer.release: the service api uses it and is not released. Set release: true there, too, or take the secret off it first.",
    ),
    passes("the shortest timeout", withService({ timeout: 1 })),
    passes("the longest timeout", withService({ timeout: 86_400 })),
    ...[0, -5, 86_401, 1.5, "5m", null].map((seconds) =>
      trips(
        `${JSON.stringify(seconds)} as the timeout`,
        withService({ timeout: seconds }),
        `services.api.timeout: not allowed. ${timeout}`,
      ),
    ),
  ],
  "a service's name": [
    passes("upper case, hyphen and digits", withServiceNamed("API-2_b")),
    trips("a dot", withServiceNamed("api.v2"), `services["api.v2"]: not a service's name. Use ${serviceNameForm}`),
    trips("a hyphen last", withServiceNamed("api-"), `services.api-: not a service's name. Use ${serviceNameForm}`),
    passes("63 characters with the namespace", withServiceNamed("a".repeat(55))),
    trips(
      "64 characters with the namespace",
      withServiceNamed("a".repeat(56)),
      `services.${"a".repeat(56)}: its name on the Swarm has 64 characters, the Engine takes 63. ` +
        "Shorten it, or set serviceName to its name there.",
    ),
    passes(
      "64 characters with the namespace, and another name on the Swarm",
      withServiceNamed("a".repeat(56), { serviceName: "b" }),
    ),
    passes("another name on the Swarm", withService({ serviceName: "monitoring_grafana" })),
    trips(
      "another name on the Swarm that cannot be",
      withService({ serviceName: "monitoring/grafana" }),
      `services.api.serviceName: not allowed. Set it to ${serviceNameForm}`,
    ),
    trips(
      "another name on the Swarm that is no text",
      withService({ serviceName: 5 }),
      `services.api.serviceName: not allowed. Set it to ${serviceNameForm}`,
    ),
    trips(
      "another service's name on the Swarm",
      withServiceNamed("web", { serviceName: "busflow_api" }),
      "services.web: the same service on the Swarm as api. List its secrets in one entry.",
    ),
    trips(
      "one that cannot be, without a guess at what it is",
      {
        ...goodConfig(),
        services: {
          api: { secrets: ["db_writer"], serviceName: "a/b" },
          web: { secrets: ["db_writer"], serviceName: "busflow_api" },
        },
      },
      `services.api.serviceName: not allowed. Set it to ${serviceNameForm}`,
    ),
    passes("another service's key as the name on the Swarm", withServiceNamed("web", { serviceName: "api" })),
  ],
  "a service's secret": [
    passes("a name", withReference("db_writer")),
    passes("a mapping with the name only", withReference({ name: "db_writer" })),
    trips(
      "neither",
      withReference(4),
      "services.api.secrets[0]: not allowed. Set it to a secret's logical name, or a mapping with its name.",
    ),
    trips(
      "no name",
      withReference({ uid: 0 }),
      "services.api.secrets[0].name: missing. Set it to a secret's logical name.",
    ),
    trips(
      "a misspelt field",
      withReference({ name: "db_writer", traget: "x" }),
      "services.api.secrets[0].traget: unknown key. Did you mean target? Allowed here: name, target, uid, gid, mode, takeover.",
    ),
    trips(
      "a misspelt name",
      withReference("db_writter"),
      `services.api.secrets[0]: no secret is called db_writter. Did you mean db_writer? ${known}`,
    ),
    trips(
      "an unknown name",
      withReference({ name: "hcloud_token" }),
      `services.api.secrets[0]: no secret is called hcloud_token. ${known}`,
    ),
    trips(
      "a name that objects have of their own",
      withReference("constructor"),
      `services.api.secrets[0]: no secret is called constructor. ${known}`,
    ),
    trips(
      "a versioned name",
      withReference("db_writer_v4"),
      `services.api.secrets[0]: not a logical name. Did you mean db_writer? ${known}`,
    ),
    trips(
      "one listed twice with one target",
      withService({
        secrets: ["db_writer", "db_reader", { name: "db_writer", target: "/run/secrets/busflow_db_writer" }],
      }),
      "services.api.secrets[2]: db_writer is listed more than once with one target. List it once, or give it another target here.",
    ),
    ...["0", 0, 1000, "1000", 4_294_967_294].map((uid) =>
      passes(`${JSON.stringify(uid)} as uid and gid`, withReference({ name: "db_writer", uid, gid: uid })),
    ),
    ...[-1, "-1", 1.5, "007", "root", "", 4_294_967_295, null].map((uid) =>
      trips(
        `${JSON.stringify(uid)} as uid and gid`,
        withReference({ name: "db_writer", uid, gid: uid }),
        `services.api.secrets[0].uid: ${id}`,
        `services.api.secrets[0].gid: ${id}`,
      ),
    ),
    ...["0444", "0400", "0440", "0000"].map((bits) =>
      passes(`"${bits}" as mode`, withReference({ name: "db_writer", mode: bits })),
    ),
    ...["0777", "0644", "0446", "0555", "0600"].map((bits) =>
      trips(
        `"${bits}" as mode`,
        withReference({ name: "db_writer", mode: bits }),
        "services.api.secrets[0].mode: wider than 0444. Set a narrower mode, such as 0400 with the uid that the service runs as.",
      ),
    ),
    ...["444", "0888", "04444", "0o444", "r--r--r--", "", null].map((bits) =>
      trips(
        `${JSON.stringify(bits)} as mode`,
        withReference({ name: "db_writer", mode: bits }),
        `services.api.secrets[0].mode: not allowed. ${mode}`,
      ),
    ),
    trips(
      "a mode without quotes",
      withReference({ name: "db_writer", mode: 292 }),
      `services.api.secrets[0].mode: a number, and YAML reads 0444 as 292. ${mode}`,
    ),
  ],
  "a target": [
    ...wellFormedTargets.map((path) => passes(path, withReference({ name: "db_writer", target: path }))),
    ...[...malformedTargets, 5].map((path) =>
      trips(
        JSON.stringify(path),
        withReference({ name: "db_writer", target: path }),
        `services.api.secrets[0].target: ${target}`,
      ),
    ),
    ...versionedTargets.map((path) =>
      trips(
        path,
        withReference({ name: "db_writer", target: path }),
        `services.api.secrets[0].target: ${versionedTarget}`,
      ),
    ),
    trips(
      "another secret's target",
      withService({
        secrets: [
          { name: "db_reader", target: "db" },
          { name: "db_writer", target: "db" },
        ],
      }),
      "services.api.secrets[1]: has the same target as db_reader: /run/secrets/db. Give one of the two another target.",
    ),
    trips(
      "another secret's default target",
      withService({ secrets: ["db_reader", { name: "db_writer", target: "busflow_db_reader" }] }),
      "services.api.secrets[1]: has the same target as db_reader: /run/secrets/busflow_db_reader. Give one of the two another target.",
    ),
    trips(
      "another secret's target, spelt as a path",
      withService({ secrets: [{ name: "db_writer", target: "/run/secrets/busflow_db_reader" }, "db_reader"] }),
      "services.api.secrets[1]: has the same target as db_writer: /run/secrets/busflow_db_reader. Give one of the two another target.",
    ),
    trips(
      "one that cannot be, without a guess at what it is",
      withService({
        secrets: [
          { name: "db_writer", target: "busflow_db_reader" },
          { name: "db_reader", target: "a/b" },
        ],
      }),
      `services.api.secrets[1].target: ${target}`,
    ),
    passes(
      "the same file name in another directory",
      withService({ secrets: ["db_reader", { name: "db_writer", target: "/etc/busflow_db_reader" }] }),
    ),
    passes("the same target in another service", {
      ...goodConfig(),
      services: {
        api: { secrets: [{ name: "db_writer", target: "db" }] },
        worker: { secrets: [{ name: "db_reader", target: "db" }] },
      },
    }),
  ],
});
