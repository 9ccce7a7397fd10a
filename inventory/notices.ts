// Where notices go: which event is told in which channels, and how a channel is reached. A channel's address is a secret itself, so the
// config only says where it is kept.
import { z } from "zod";
import type { Steps } from "../rotation/config-path.ts";
import {
  choice,
  closed,
  describeChoice,
  expected,
  isMapping,
  parseFields,
  parseList,
  unexpected,
  unknownKey,
} from "./fields.ts";
import { problem, type InventoryCode, type Problem } from "./problems.ts";

/** What is told: a rotation that is verified, an incident's steps, a rotation that did not come through, a secret past its cadence. */
const noticeEvents = [
  "rotation-complete",
  "incident-opened",
  "incident-45-minutes",
  "incident-closed",
  "failed",
  "overdue",
] as const;
export type NoticeEvent = (typeof noticeEvents)[number];

/** Stands among an event's channels for those of the owner of each secret. */
export const ownersChannels = "owner";

/** Where a text that nobody may see is kept: in a variable of the environment, or in a file. */
export type Kept = { readonly env: string } | { readonly file: string };

/** A way to tell people or programs something. */
export interface Channel {
  readonly name: string;
  /** An incoming webhook of Slack, or any address that takes JSON. */
  readonly kind: "slack" | "webhook";
  readonly url: Kept;
  /** What a webhook's requests are signed with; undefined when they are not. */
  readonly key: Kept | undefined;
  /** Whom a notice of an incident mentions in a channel of Slack: `@oncall`; undefined for nobody. */
  readonly mention: string | undefined;
}

/** What the config says under `notices`. */
export interface Notices {
  /** By name. */
  readonly channels: ReadonlyMap<string, Channel>;
  /** The names of the channels of each owner. */
  readonly owners: ReadonlyMap<string, readonly string[]>;
  /** The names of the channels of each event, {@link ownersChannels} among them. An event that is not there is told nowhere. */
  readonly events: ReadonlyMap<NoticeEvent, readonly string[]>;
}

const keptForm = "{ env: NAME } or { file: /PATH }, where it is kept: whoever knows it can write to the channel";
const describeKept = expected(keptForm);
const text = (form: RegExp) => z.string({ error: describeKept }).regex(form, { error: describeKept });
const kept = z.union(
  [
    closed({ env: text(/^[A-Z_][A-Z0-9_]{0,99}$/) }, keptForm),
    closed({ file: text(/^\/[\w.@+/-]{1,1000}$/) }, keptForm),
  ],
  { error: describeKept },
);
const describeMention = expected("whom to mention, such as @oncall");

const channelSchema = closed(
  {
    kind: choice(["slack", "webhook"]),
    url: kept,
    key: kept.optional(),
    mention: z
      .string({ error: describeMention })
      .regex(/^(?:@[\w.-]{1,80}|<!(?:subteam\^\w{1,40}|here|channel)>)$/, { error: describeMention })
      .optional(),
  },
  "a mapping such as { kind: slack, url: { env: SLACK_OPS_WEBHOOK } }",
);

const keys = ["channels", "owners", "events"];

/** Parses the mapping under `notices`. What is wrong with it goes to `problems`, and a part with a fault is left out. */
export function parseNotices(mapping: unknown, problems: Problem[]): Notices {
  const steps: Steps = ["notices"];
  const said = mappingAt(mapping, steps, "{ channels: …, owners: …, events: … }", problems);
  const strange = Object.keys(said).filter((key) => !keys.includes(key));
  problems.push(...strange.map((key) => unknownKey([...steps, key], key, keys)));
  const entries = (key: string, what: string): [string, unknown][] =>
    Object.entries(mappingAt(said[key], [...steps, key], what, problems));
  const channels = entries("channels", "{ ops: { kind: slack, url: { env: SLACK_OPS_WEBHOOK } } }").flatMap(
    ([name, entry]) => channelOf(name, entry, problems) ?? [],
  );
  // A channel with a fault is reported by itself, and its name may be used.
  const names = Object.keys(isMapping(said["channels"]) ? said["channels"] : {});
  const owners = entries("owners", "{ Storefront: [ops] }").map(
    ([owner, list]) => [owner, listedIn(list, [...steps, "owners", owner], names, problems)] as const,
  );
  const events = entries("events", "{ rotation-complete: [ops] }").flatMap(([event, list]) => {
    const at: Steps = [...steps, "events", event];
    if (!isEvent(event)) {
      problems.push(unknownKey(at, event, noticeEvents));
      return [];
    }
    return [[event, listedIn(list, at, [...names, ownersChannels], problems)] as const];
  });
  return {
    channels: new Map(channels.map((channel) => [channel.name, channel])),
    owners: new Map(owners),
    events: new Map(events),
  };
}

function channelOf(name: string, entry: unknown, problems: Problem[]): Channel | undefined {
  const at: Steps = ["notices", "channels", name];
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(name) || name === ownersChannels) {
    const remedy = `Name it with at most 40 lower-case letters, digits and hyphens, and not ${ownersChannels}.`;
    problems.push(problem(at, "malformed-name", "not allowed as a channel's name.", remedy));
    return undefined;
  }
  const { whole } = parseFields(channelSchema, entry, at, problems);
  if (whole === undefined) return undefined;
  const { kind, url, key, mention } = whole;
  const unfitting = kind === "slack" ? "key" : "mention";
  if (whole[unfitting] !== undefined) {
    const remedy = `Take it out: only a channel of the kind ${kind === "slack" ? "webhook" : "slack"} has it.`;
    problems.push(problem([...at, unfitting], "not-allowed", "not allowed here.", remedy));
  }
  return { name, kind, url, key, mention };
}

function listedIn(list: unknown, at: Steps, names: readonly string[], problems: Problem[]): string[] {
  return parseList(list, at, "a list of channels, such as [ops]", problems).flatMap((entry, index) => {
    if (typeof entry === "string" && names.includes(entry)) return [entry];
    const fault = JSON.parse(describeChoice(entry, names)) as Omit<Problem, "code"> & { code: InventoryCode };
    problems.push({ ...fault, path: [...at, index] });
    return [];
  });
}

function mappingAt(part: unknown, at: Steps, example: string, problems: Problem[]): Readonly<Record<string, unknown>> {
  if (part === undefined || isMapping(part)) return part ?? {};
  problems.push(unexpected(at, part, `a mapping such as ${example}`));
  return {};
}

function isEvent(word: string): word is NoticeEvent {
  return (noticeEvents as readonly string[]).includes(word);
}
