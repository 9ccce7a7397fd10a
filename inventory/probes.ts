// The shape of a service's probe in the stack config, one schema for each kind. How a probe of each kind is run is said in
// `swarm/probes/kinds.ts`.
import { z } from "zod";
import { probeDefaults } from "../rotation/defaults.ts";
import type { Probe, ProbeKind } from "../rotation/probe.ts";
import { closed, expected, fault, integer, isMapping, oneKind, type Issue } from "./fields.ts";

const seconds = integer(1, probeDefaults.seconds.max, "seconds").default(probeDefaults.seconds.default);

/** The schema of a probe, by its kind. Times are in seconds. */
const schemas = {
  /** Trusts Swarm's own health check of each task. */
  healthcheck: closed({ kind: z.literal("healthcheck") }, "a mapping"),
  /** Asks each replica over the service's own network. */
  http: closed(
    {
      kind: z.literal("http"),
      path: z
        .string({ error: describePath })
        .regex(/^\/[\w./?=&%~+-]*$/, { error: describePath })
        .default(probeDefaults.path),
      port: integer(1, 65_535),
      status: integer(100, 599).default(probeDefaults.status),
      image: z
        .string({ error: describeImage })
        .regex(/^[\w./:@-]+$/, { error: describeImage })
        .optional(),
      seconds,
    },
    "a mapping such as { kind: http, path: /healthz, port: 8080 }",
  ),
  /** Runs a command that uses the new credentials, in a task with the service's own image and secrets. */
  exec: closed(
    {
      kind: z.literal("exec"),
      command: z
        .array(z.string({ error: expected("a word of the command") }), {
          error: expected('a list of words, such as [sh, -c, "…"]'),
        })
        .min(1, { error: fault("not-allowed", "empty.", "Name a command.") }),
      seconds,
    },
    "a mapping such as { kind: exec, command: [sh, -c, …] }",
  ),
} satisfies { [Kind in ProbeKind]: z.ZodType<Probe<Kind>> };

/** The field for a service's probe. A probe without a kind is of the kind `http`. */
export const probe = z.preprocess(
  (input) => (isMapping(input) && !("kind" in input) ? { kind: "http", ...input } : input),
  oneKind(schemas, "a mapping such as { path: /healthz, port: 8080 }"),
);

function describePath(issue: Pick<Issue, "input">): string {
  return expected("a path, such as /healthz")(issue);
}

function describeImage(issue: Pick<Issue, "input">): string {
  return expected("an image with sh and wget or curl, such as busybox:1.37")(issue);
}
