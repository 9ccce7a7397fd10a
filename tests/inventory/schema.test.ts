// The rules of the stack config as a whole: its keys, its namespace, the retention and the protection. What trips each, with the exact message, and the near misses that do not.
import { describeRules, passes, trips } from "./cases.ts";
import { goodConfig } from "./config.ts";

const namespaceForm =
  "Set it to a name of at most 32 lower-case letters, digits and single hyphens or underscores, a letter first, such as shop.";
function withNamespace(namespace: unknown) {
  return { ...goodConfig(), namespace };
}

function without(key: string) {
  return Object.fromEntries(Object.entries(goodConfig()).filter(([other]) => other !== key));
}

const retention =
  "not allowed. Set it to a whole number of hours from 72 to 8760: only an incident ends the retention sooner.";

describeRules({
  "the config's keys": [
    passes("the known ones", { ...goodConfig(), values: {} }),
    trips(
      "one that is misspelt",
      { ...goodConfig(), servces: {} },
      "servces: unknown key. Did you mean services? Allowed here: namespace, classes, secrets, services, values, retention, protect, requireSwarm, swarm, fingerprintKey, composeFiles, tenantColumns, notices.",
    ),
    trips(
      "one that is far from all",
      { ...goodConfig(), region: "eu" },
      "region: unknown key. Allowed here: namespace, classes, secrets, services, values, retention, protect, requireSwarm, swarm, fingerprintKey, composeFiles, tenantColumns, notices.",
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
  "the retention": [
    ...["72", "73", "8760", 96].map((hours) => passes(JSON.stringify(hours), { ...goodConfig(), retention: hours })),
    ...["71", "0", "8761", "-72", "72h", "96.5", "1e2", "", "three days", 71, null, [72]].map((hours) =>
      trips(JSON.stringify(hours), { ...goodConfig(), retention: hours }, `retention: ${retention}`),
    ),
  ],
  "the protection": [
    ...["true", "false", true, false].map((protect) => passes(JSON.stringify(protect), { ...goodConfig(), protect })),
    ...["yes", "True", "", "0", 1, null].map((protect) =>
      trips(JSON.stringify(protect), { ...goodConfig(), protect }, "protect: not allowed. Set it to true or false."),
    ),
  ],
});
