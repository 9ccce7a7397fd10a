// The rules of the stack config on a secret's incident and on who connects anew in one. What trips each, with the exact message, and the near misses that do not.
import { describeRules, passes, trips } from "./cases.ts";
import { withSecret } from "./config.ts";

const classes = "Set it to one of: database, deploy-token, sso, swarm-infra, tenant-api.";
const serviceNameForm = "at most 63 letters, digits, hyphens and underscores, a letter or digit first and last.";
const time = "Set it to a time in ISO 8601 with its zone, such as 2026-11-23T09:00:00Z.";
const ticket = "Set it to the incident's ticket, such as SEC-42.";
const reason = "Set it to a sentence of at most 500 characters without any secret in it.";
const incidentExample =
  "Set it to a mapping such as { ticket: SEC-42, discoveredAt: 2026-11-23T09:00:00Z, revokedAt: 2026-11-23T09:40:00Z }.";
const incidentKeys = "Allowed here: ticket, discoveredAt, revokedAt, roleRotatedAt, reason, proof.";
const databaseOnly = "only secrets of a class with connections have it. Take it out, or set the class to database.";
function withIncident(fields: Record<string, unknown> = {}) {
  return withSecret({ incident: { ticket: "SEC-42", discoveredAt: "2026-11-23T09:00:00Z", ...fields } });
}

function withDatabase(fields: Record<string, unknown>) {
  return withSecret({ class: "database", ...fields });
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
});
