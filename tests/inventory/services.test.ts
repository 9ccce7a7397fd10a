// The rules of the stack config on services. What trips each, with the exact message, and the near misses that do not.
import { describeRules, passes, trips } from "./cases.ts";
import { goodConfig, withSecret, withService } from "./config.ts";

const serviceNameForm = "at most 63 letters, digits, hyphens and underscores, a letter or digit first and last.";
const timeout = "Set it to a whole number of seconds from 1 to 86400, without quotes.";
function withServiceNamed(name: string, fields: Record<string, unknown> = {}) {
  const config = goodConfig();
  config.services[name] = { secrets: ["db_writer"], ...fields };
  return config;
}

const wave = "not allowed. Set it to a whole number from 0 to 99, without quotes.";

describeRules({
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
  "a service's wave": [
    ...[0, 1, 99].map((number) => passes(String(number), withService({ wave: number }))),
    ...[-1, 100, 1.5, "1", null].map((number) =>
      trips(JSON.stringify(number), withService({ wave: number }), `services.api.wave: ${wave}`),
    ),
    ...["stop", "revert"].map((onFailure) => passes(`${onFailure} when it fails`, withService({ onFailure }))),
    trips(
      "a misspelt way to fail",
      withService({ onFailure: "rever" }),
      "services.api.onFailure: not allowed. Did you mean revert? Set it to one of: stop, revert.",
    ),
  ],
});
