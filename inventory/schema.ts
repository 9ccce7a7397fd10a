// The shape of one secret and of one service in the stack config. Rules that look at more than one field are in `secrets.ts` and
// `services.ts`.
import { z } from "zod";
import { maxLength, maxVersion, referenceDefaults, timeout, wave } from "../rotation/defaults.ts";
import { encodings } from "../rotation/encoding.ts";
import { noGroup } from "../rotation/groups.ts";
import { modePattern } from "../rotation/mode.ts";
import { isLogicalName } from "../rotation/secret-name.ts";
import { targetFault, targetForm } from "../rotation/target.ts";
import { cadence, owner } from "./classes.ts";
import { choice, closed, expected, fault, integer, time, type Issue } from "./fields.ts";
import { probe } from "./probes.ts";
import { source } from "./sources.ts";

/** The largest number of a user or group. The kernel takes the next number for "none". */
const maxId = 4_294_967_294;

/** What a service's name has to be. The text follows the words "Set it to" or "Use". */
export const serviceNameForm = `at most ${maxLength.serviceName} letters, digits, hyphens and underscores, a letter or digit first and last`;

const version = integer(1, maxVersion);

/** Whether a secret or service that leaves the config stays on the Swarm as it is. */
const release = z.boolean({ error: expected("true or false, without quotes") }).optional();

/** A leak, as the runbook's incident procedure needs it. The rules about its times need a clock: see `rotation/incidents.ts`. */
const incident = closed(
  {
    ticket: z
      .string({ error: expected("the incident's ticket, such as SEC-42") })
      .regex(/^[\w.#/:-]{1,200}$/, { error: expected("the incident's ticket, such as SEC-42") }),
    discoveredAt: time(),
    revokedAt: time().optional(),
    roleRotatedAt: time().optional(),
    reason: sentence().optional(),
    proof: sentence().optional(),
  },
  "a mapping such as { ticket: SEC-42, discoveredAt: 2026-11-23T09:00:00Z, revokedAt: 2026-11-23T09:40:00Z }",
);

const secretFields = {
  current: version,
  retain: z.array(version, { error: expected("a list of versions, such as [4]") }).default([]),
  source: source.default({ kind: "config" }),
  encoding: choice(encodings).optional(),
  owner: owner().optional(),
  cadence: cadence().optional(),
  group: z.string({ error: describeGroup }).refine(isLogicalName, { error: describeGroup }).optional(),
  incident: incident.optional(),
  dependants: z
    .array(z.string({ error: expected("a service") }).refine(isServiceName, { error: expected(serviceNameForm) }), {
      error: expected("a list of services, such as [api, monitoring_grafana]"),
    })
    .optional(),
  release,
};

/**
 * The shape of one secret.
 *
 * @param classNames the names of the declared classes. When there are none, one message says so, and any class of a secret is
 *   accepted here
 */
export function secretSchema(classNames: readonly string[]) {
  const className = classNames.length === 0 ? z.string().default("") : choice(classNames);
  return closed({ class: className, ...secretFields }, "a mapping such as { class: infrastructure, current: 1 }");
}

/** The shape of an entry in a service's secrets, in its long form. */
export const referenceSchema = closed(
  {
    name: z.string({ error: expected("a secret's logical name") }),
    target: z.string({ error: describeTarget }).refine(isWellFormed, { error: describeTarget }).optional(),
    uid: id(referenceDefaults.uid),
    gid: id(referenceDefaults.gid),
    mode: z.string({ error: describeMode }).regex(modePattern, { error: describeMode }).default(referenceDefaults.mode),
    takeover: z.boolean({ error: expected("true or false, without quotes") }).default(false),
  },
  "a secret's logical name, or a mapping with its name",
);

/** The shape of one service. The entries of its secrets are parsed one by one; see `references.ts`. */
export const serviceSchema = closed(
  {
    secrets: z
      .array(z.unknown(), { error: expected("a list of secrets' logical names, such as [db_writer]") })
      .min(1, { error: fault("not-allowed", "empty.", "Name a secret, or remove the service.") }),
    serviceName: z
      .string({ error: expected(serviceNameForm) })
      .refine(isServiceName, { error: expected(serviceNameForm) })
      .optional(),
    timeout: integer(1, timeout.max, "seconds").default(timeout.default),
    probe: probe.optional(),
    wave: integer(0, wave.max).default(wave.default),
    onFailure: choice(["stop", "revert"]).optional(),
    release,
  },
  "a mapping such as { secrets: [db_writer] }",
);

function describeTarget(issue: Pick<Issue, "input">): string {
  return expected(targetForm)(issue);
}

function describeGroup(issue: Pick<Issue, "input">): string {
  const form = "a name of the same form as secrets' logical names, such as database_roles";
  return expected(`${form}; or to ${noGroup}, for a secret that is rotated by itself`)(issue);
}

/** What a person says for the record. */
function sentence() {
  return z
    .string({ error: describeSentence })
    .min(1, { error: describeSentence })
    .max(500, { error: describeSentence });
}

function describeSentence(issue: Pick<Issue, "input">): string {
  return expected("a sentence of at most 500 characters without any secret in it")(issue);
}

function describeMode({ input }: Pick<Issue, "input">): string {
  // Pulumi writes an unquoted 0444 into the file as 292 whenever it writes it, so a number tells its reader nothing.
  if (typeof input === "number") {
    const remedy = 'Set it to four octal digits in quotes, such as "0444".';
    return fault("not-allowed", "a number, and YAML reads 0444 as 292.", remedy);
  }
  return expected('four octal digits in quotes, such as "0444"')({ input });
}

/** The field for the number of a user or group, with or without quotes. */
function id(fallback: string) {
  const error = expected(`a number from 0 to ${maxId}`);
  return z
    .preprocess(
      (input) => (typeof input === "number" ? String(input) : input),
      z.string({ error }).refine((text) => /^(?:0|[1-9]\d{0,9})$/.test(text) && Number(text) <= maxId, { error }),
    )
    .default(fallback);
}

/** Whether the Engine takes a name for a service: it has to be a DNS label, in which underscores are allowed, too. */
export function isServiceName(name: string): boolean {
  return name.length <= maxLength.serviceName && /^[a-z0-9](?:[\w-]*[a-z0-9])?$/i.test(name);
}

/** Whether a target has the form of one. Whether a version stands in it is judged later, together with its secret. */
function isWellFormed(target: string): boolean {
  return targetFault(target)?.code !== "not-allowed";
}
