// The rules of the stack config on probes. What trips each, with the exact message, and the near misses that do not.
import { describeRules, passes, trips } from "./cases.ts";
import { withService } from "./config.ts";

const probeExample = "Set it to a mapping such as { path: /healthz, port: 8080 }.";
const probeKinds = "Set it to one of: healthcheck, http, exec.";
const httpKeys = "Allowed here: kind, path, port, status, image, seconds.";
const port = "Set it to a whole number from 1 to 65535, without quotes.";
const status = "Set it to a whole number from 100 to 599, without quotes.";
const probeSeconds = "Set it to a whole number of seconds from 1 to 3600, without quotes.";
const path = "not allowed. Set it to a path, such as /healthz.";
const image = "not allowed. Set it to an image with sh and wget or curl, such as busybox:1.37.";
const words = 'Set it to a list of words, such as [sh, -c, "…"].';
function withProbe(probe: unknown) {
  return withService({ probe });
}

describeRules({
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
