// The rules of the stack config on verification, retention and incidents that need no past: what trips them, with the exact
// message, and the near misses that do not.
import { describeRules, passes, trips } from "../inventory/cases.ts";
import { goodConfig, withSecret, withService } from "../inventory/config.ts";

const classes = "Set it to one of: database, deploy-token, sso, swarm-infra, tenant-api.";
const serviceNameForm = "at most 63 letters, digits, hyphens and underscores, a letter or digit first and last.";
const time = "Set it to a time in ISO 8601 with its zone, such as 2026-11-23T09:00:00Z.";
const ticket = "Set it to the incident's ticket, such as SEC-42.";
const reason = "Set it to a sentence of at most 500 characters without any secret in it.";
const incidentExample =
  "Set it to a mapping such as { ticket: SEC-42, discoveredAt: 2026-11-23T09:00:00Z, revokedAt: 2026-11-23T09:40:00Z }.";
const incidentKeys = "Allowed here: ticket, discoveredAt, revokedAt, roleRotatedAt, reason.";
const databaseOnly = "only secrets of a class with connections have it. Take it out, or set the class to database.";
const probeExample = "Set it to a mapping such as { path: /healthz, port: 8080 }.";
const probeKinds = "Set it to one of: healthcheck, http, exec.";
const httpKeys = "Allowed here: kind, path, port, status, image, seconds.";
const port = "Set it to a whole number from 1 to 65535, without quotes.";
const status = "Set it to a whole number from 100 to 599, without quotes.";
const probeSeconds = "Set it to a whole number of seconds from 1 to 3600, without quotes.";
const path = "not allowed. Set it to a path, such as /healthz.";
const image = "not allowed. Set it to an image with sh and wget or curl, such as busybox:1.37.";
const words = 'Set it to a list of words, such as [sh, -c, "…"].';
const wave = "not allowed. Set it to a whole number from 0 to 99, without quotes.";
const retention =
  "not allowed. Set it to a whole number of hours from 72 to 8760: only an incident ends the retention sooner.";

function withIncident(fields: Record<string, unknown> = {}) {
  return withSecret({ incident: { ticket: "SEC-42", discoveredAt: "2026-11-23T09:00:00Z", ...fields } });
}

function withDatabase(fields: Record<string, unknown>) {
  return withSecret({ class: "database", ...fields });
}

function withProbe(probe: unknown) {
  return withService({ probe });
}

describeRules({
  "an incident": [
    passes("ticket and discovery, at first", withIncident()),
    passes(
      "all that is done by then",
      withDatabase({
        incident: {
          ...{ ticket: "https://tickets.example/SEC/42#top", discoveredAt: "2026-11-23T09:00:00Z" },
          ...{ revokedAt: "2026-11-23T10:40:00+01:00", roleRotatedAt: "2026-11-23T09:50:00.5Z" },
          reason: "x".repeat(500),
        },
      }),
    ),
    trips(
      "a ticket without a mapping",
      withSecret({ incident: "SEC-42" }),
      `secrets.db_writer.incident: not allowed. ${incidentExample}`,
    ),
    trips(
      "one left empty in the YAML",
      withSecret({ incident: null }),
      `secrets.db_writer.incident: not allowed. ${incidentExample}`,
    ),
    trips("no ticket", withIncident({ ticket: undefined }), `secrets.db_writer.incident.ticket: missing. ${ticket}`),
    ...[42, "", "SEC 42", "SEC-41,SEC-42", "x".repeat(201)].map((text) =>
      trips(
        `${JSON.stringify(text).slice(0, 20)} as its ticket`,
        withIncident({ ticket: text }),
        `secrets.db_writer.incident.ticket: not allowed. ${ticket}`,
      ),
    ),
    trips(
      "no discovery",
      withIncident({ discoveredAt: undefined }),
      `secrets.db_writer.incident.discoveredAt: missing. ${time}`,
    ),
    ...(["discoveredAt", "revokedAt"] as const).flatMap((field) =>
      [
        "2026-11-23",
        "2026-11-23T09:00:00",
        "2026-11-23 09:00:00",
        "2026-02-30T09:00:00Z",
        "2026-11-23T24:00:00Z",
        "2026-11-23 09:00:00 +0000 UTC m=+0.1",
        "09:00",
        "now",
        1_795_424_400,
        null,
      ].map((text) =>
        trips(
          `${JSON.stringify(text)} as its ${field}`,
          withIncident({ [field]: text }),
          `secrets.db_writer.incident.${field}: not allowed. ${time}`,
        ),
      ),
    ),
    ...["", "x".repeat(501), 4].map((text) =>
      trips(
        `${JSON.stringify(text).slice(0, 20)} as its reason`,
        withIncident({ reason: text }),
        `secrets.db_writer.incident.reason: not allowed. ${reason}`,
      ),
    ),
    trips(
      "a misspelt field",
      withIncident({ revokdAt: "2026-11-23T09:40:00Z" }),
      `secrets.db_writer.incident.revokdAt: unknown key. Did you mean revokedAt? ${incidentKeys}`,
    ),
    trips(
      "a rotated role without a database",
      withIncident({ roleRotatedAt: "2026-11-23T09:50:00Z" }),
      `secrets.db_writer.incident.roleRotatedAt: ${databaseOnly}`,
    ),
    trips(
      "a misspelt class, without a guess at what else is wrong",
      withSecret({ class: "databas", dependants: ["api"] }),
      `secrets.db_writer.class: not allowed. Did you mean database? ${classes}`,
    ),
  ],
  "a database's dependants": [
    passes("a service of the config and any other", withDatabase({ dependants: ["api", "pgbouncer_main"] })),
    passes("none", withDatabase({ dependants: [] })),
    trips("another class", withSecret({ dependants: ["api"] }), `secrets.db_writer.dependants: ${databaseOnly}`),
    trips(
      "one without a list",
      withDatabase({ dependants: "api" }),
      "secrets.db_writer.dependants: not allowed. Set it to a list of services, such as [api, monitoring_grafana].",
    ),
    trips(
      "what is no service's name",
      withDatabase({ dependants: ["api", "a/b", 4] }),
      `secrets.db_writer.dependants[1]: not allowed. Set it to ${serviceNameForm}`,
      "secrets.db_writer.dependants[2]: not allowed. Set it to a service.",
    ),
    trips(
      "one listed three times",
      withDatabase({ dependants: ["api", "worker", "api", "api"] }),
      "secrets.db_writer.dependants: api is listed more than once. List it once.",
    ),
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
  "a service's probe": [
    passes("its port alone", withProbe({ port: 8080 })),
    passes(
      "http with all there is",
      withProbe({
        kind: "http",
        path: "/-/healthy?full=1",
        port: 65_535,
        status: 204,
        image: "a.example:5000/curl@sha256:0",
        seconds: 3600,
      }),
    ),
    passes("the health check", withProbe({ kind: "healthcheck" })),
    passes("a command", withProbe({ kind: "exec", command: ["sh", "-c", "psql -c 'select 1'"], seconds: 1 })),
    ...["http", ["http"], null, 8080].map((probe) =>
      trips(JSON.stringify(probe), withProbe(probe), `services.api.probe: not allowed. ${probeExample}`),
    ),
    trips(
      "a misspelt kind",
      withProbe({ kind: "htp", port: 8080 }),
      `services.api.probe.kind: not allowed. Did you mean http? ${probeKinds}`,
    ),
    trips("a kind left empty", withProbe({ kind: null }), `services.api.probe.kind: not allowed. ${probeKinds}`),
    trips("http without a port", withProbe({ kind: "http" }), `services.api.probe.port: missing. ${port}`),
    trips("nothing in it", withProbe({}), `services.api.probe.port: missing. ${port}`),
    ...[0, 65_536, "8080", 80.5].map((number) =>
      trips(
        `port ${JSON.stringify(number)}`,
        withProbe({ port: number }),
        `services.api.probe.port: not allowed. ${port}`,
      ),
    ),
    ...["", "healthz", "http://api/healthz", "/a b", "/a'b", "/$(id)", 4].map((text) =>
      trips(`path ${JSON.stringify(text)}`, withProbe({ port: 8080, path: text }), `services.api.probe.path: ${path}`),
    ),
    ...[99, 600, "200"].map((code) =>
      trips(
        `status ${JSON.stringify(code)}`,
        withProbe({ port: 8080, status: code }),
        `services.api.probe.status: not allowed. ${status}`,
      ),
    ),
    ...["", "busy box", 4].map((text) =>
      trips(
        `image ${JSON.stringify(text)}`,
        withProbe({ port: 8080, image: text }),
        `services.api.probe.image: ${image}`,
      ),
    ),
    ...[0, 3601, "30"].map((seconds) =>
      trips(
        `${JSON.stringify(seconds)} seconds`,
        withProbe({ port: 8080, seconds }),
        `services.api.probe.seconds: not allowed. ${probeSeconds}`,
      ),
    ),
    trips(
      "a misspelt field, with no kind to go by",
      withProbe({ port: 8080, pth: "/" }),
      `services.api.probe.pth: unknown key. Did you mean path? ${httpKeys}`,
    ),
    trips(
      "one that JavaScript treats apart",
      withProbe(JSON.parse('{"port":8080,"__proto__":1}')),
      `services.api.probe.__proto__: unknown key. ${httpKeys}`,
    ),
    trips(
      "a port for the health check",
      withProbe({ kind: "healthcheck", port: 8080 }),
      "services.api.probe.port: unknown key. Allowed here: kind.",
    ),
    trips("no command", withProbe({ kind: "exec" }), `services.api.probe.command: missing. ${words}`),
    trips(
      "a command in one text",
      withProbe({ kind: "exec", command: "psql" }),
      `services.api.probe.command: not allowed. ${words}`,
    ),
    trips(
      "an empty command",
      withProbe({ kind: "exec", command: [] }),
      "services.api.probe.command: empty. Name a command.",
    ),
    trips(
      "a command with a number",
      withProbe({ kind: "exec", command: ["sleep", 1] }),
      "services.api.probe.command[1]: not allowed. Set it to a word of the command.",
    ),
  ],
});
