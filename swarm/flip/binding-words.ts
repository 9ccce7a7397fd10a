// A binding's change in one line of words, for the person who reviews or applies it. The line says which versions change, what
// restarts, and why.
import { formatMode } from "../../rotation/mode.ts";
import type { Probe } from "../../rotation/probe.ts";
import type { SecretReference } from "../../rotation/reference.ts";
import { parseSecretName } from "../../rotation/secret-name.ts";
import type { BindingInputs, BindingState, LiveBinding } from "../../rotation/service-secret-binding.ts";
import { targetFile } from "../../rotation/target.ts";
import { behaviourOf } from "../probes/kinds.ts";
import type { BindingChange } from "./binding-change.ts";

/** What the line is made from. */
export interface Described {
  /** The service's key in the stack config. */
  name: string;
  /** The binding's state; undefined for a new binding. */
  olds: Pick<BindingState, "replicas" | "reconnect"> | undefined;
  news: BindingInputs;
  /** The service before the run; undefined when the Swarm was not looked at. */
  live: LiveBinding | undefined;
  change: BindingChange;
}

/**
 * The line for a change.
 *
 * @example
 * "api   db_writer v1 → v2, db_reader v1 → v2   restarts 2 replicas, wave 0, probe /healthz:8080"
 */
export function describeBinding({ name, olds, news, live, change }: Described): string {
  const moves = describeMoves(change, news.namespace);
  const what = moves.length > 0 ? moves : [reasonWithoutMove(change, news)];
  const effects = [effectOf(change, live, olds?.replicas), `wave ${news.wave}`, ...describeProbe(news.probe)];
  const cause = change.drifted || change.recreated ? ` (${causeOf(change, live)})` : "";
  return `${name}   ${what.join(", ")}   ${effects.join(", ")}${cause}`;
}

function reasonWithoutMove(
  { reconnects, stopped, recreated, unproven, after }: BindingChange,
  news: BindingInputs,
): string {
  if (reconnects) return `reconnects for ${news.reconnect ?? ""}`;
  if (stopped) return "resumes an update that has stopped";
  const versions = new Set(
    after.map(
      ({ secretName }) => `${logicalNameIn(secretName, news.namespace)} ${versionIn(secretName, news.namespace)}`,
    ),
  );
  const last = recreated || unproven ? "is verified" : "as it is on the Swarm already";
  return `${[...versions].join(", ")} ${last}`;
}

function effectOf({ sends }: BindingChange, live: LiveBinding | undefined, seen: number | undefined): string {
  if (sends === false) return "no restart";
  const count = live === undefined ? seen : (live.desired ?? live.running);
  const replicas =
    count === undefined ? "its replicas" : count === 0 ? "nothing: no replica runs" : plural(count, "replica");
  return sends === undefined ? `restarts ${replicas} unless they have it already` : `restarts ${replicas}`;
}

function causeOf({ recreated }: BindingChange, live: LiveBinding | undefined): string {
  return recreated ? "the service was removed and created anew" : (live?.lastChange ?? "");
}

function describeProbe(probe: Probe | undefined): string[] {
  return probe === undefined ? [] : [`probe ${behaviourOf(probe).describe(probe)}`];
}

function describeMoves({ before = [], after, giveWay }: BindingChange, namespace: string): string[] {
  const rest = [...before];
  const take = (fits: (reference: SecretReference) => boolean): SecretReference | undefined => {
    const index = rest.findIndex(fits);
    return index < 0 ? undefined : rest.splice(index, 1)[0];
  };
  const nameOf = ({ secretName }: SecretReference): string => logicalNameIn(secretName, namespace);
  // A reference that stays at its target must not be taken for one that came from another target.
  const stays = new Map(
    after.map((one) => [one, take((other) => nameOf(other) === nameOf(one) && other.target === one.target)]),
  );
  const several = (name: string): boolean =>
    Math.max(...[before, after].map((some) => some.filter((one) => nameOf(one) === name).length)) > 1;
  const label = (one: SecretReference): string =>
    several(nameOf(one)) ? `${nameOf(one)} at ${one.target}` : nameOf(one);
  const moved = after.flatMap((one) => {
    const earlier = stays.get(one) ?? take((other) => nameOf(other) === nameOf(one));
    const held = giveWay
      .filter(({ target }) => targetFile(target) === targetFile(one.target))
      .map(({ secretName }) => secretName);
    const words = describeMove(earlier, one, namespace);
    if (held.length > 0) words.push(`in place of ${held.join(", ")}`);
    return words.length === 0 ? [] : [`${label(one)} ${words.join(", ")}`];
  });
  return [
    ...moved,
    ...rest.map((one) => `${nameOf(one)} ${versionIn(one.secretName, namespace)} taken off ${one.target}`),
  ];
}

/** The words for the change of one reference; none when nothing of it changes. */
function describeMove(before: SecretReference | undefined, after: SecretReference, namespace: string): string[] {
  const version = versionIn(after.secretName, namespace);
  if (before === undefined) return [`${version} added`];
  const words: string[] = [];
  if (before.secretName !== after.secretName) words.push(`${versionIn(before.secretName, namespace)} → ${version}`);
  else if (before.secretId !== after.secretId) words.push(`${version} created anew`);
  for (const key of ["target", "uid", "gid"] as const) {
    if (before[key] !== after[key]) words.push(`${key} ${before[key]} → ${after[key]}`);
  }
  if (before.mode !== after.mode) words.push(`mode ${formatMode(before.mode)} → ${formatMode(after.mode)}`);
  return words;
}

function logicalNameIn(secretName: string, namespace: string): string {
  return parseSecretName(secretName, namespace)?.logicalName ?? secretName;
}

function versionIn(secretName: string, namespace: string): string {
  const version = parseSecretName(secretName, namespace)?.version;
  return version === undefined ? secretName : `v${version}`;
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
