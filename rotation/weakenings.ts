// Finds what of a stack's guards gets weaker. What gets stronger is not found, nor what is only different, nor what is wholly taken
// out of the stack, as far as that is nobody's loss: departures.ts looks at that.
import { isLonger } from "./cadence.ts";
import type { Steps } from "./config-path.ts";
import { departures } from "./departures.ts";
import { effectiveGuards, weakening, type Guards, type RandomGuards, type Weakening } from "./guards.ts";
import { own } from "./own.ts";
import { isLogicalName } from "./secret-name.ts";
import { serviceWeakenings } from "./service-weakenings.ts";

/**
 * Finds what gets weaker from one snapshot of a stack's guards to a later one. A change that weakens many secrets at once, as of their
 * class, is found once.
 */
export function weakenings(before: Guards, after: Guards): Weakening[] {
  return [
    ...stackWeakenings(before, after),
    ...classWeakenings(before, after),
    ...secretWeakenings(before, after),
    ...groupWeakenings(before, after),
    ...serviceWeakenings(before, after),
    ...departures(before, after),
  ];
}

/**
 * Finds what is weak as long as it stands, whatever was before.
 *
 * @param isProtected whether the stack is protected by default, by its name
 */
export function standingWeaknesses(guards: Guards, isProtected: boolean): Weakening[] {
  return isProtected ? protectWeakenings(true, guards) : [];
}

function stackWeakenings(before: Guards, after: Guards): Weakening[] {
  const found = protectWeakenings(before.protect, after);
  if (after.retentionHours < before.retentionHours) {
    const effect = "The version before is the way back for a shorter time.";
    found.push(weakening(["retention"], String(before.retentionHours), String(after.retentionHours), effect));
  }
  const [asked, asks] = [before.requireSwarm, after.requireSwarm];
  if (strengthOf(asks) < strengthOf(asked)) {
    const effect = "A preview passes without having looked at the Swarm.";
    found.push(weakening(["requireSwarm"], String(asked ?? "default"), String(asks ?? "default"), effect));
  }
  for (const file of missing(before.composeFiles, after.composeFiles)) {
    const effect = "No policy compares it with the stack any more.";
    found.push(weakening(["composeFiles"], file, undefined, effect));
  }
  for (const [column, aead] of Object.entries(before.tenantColumns)) {
    if (aead !== "deterministic" || own(after.tenantColumns, column) !== undefined) continue;
    const effect = "Nobody is asked any more whether it may be encrypted deterministically.";
    found.push(weakening(["tenantColumns"], column, undefined, effect));
  }
  return found;
}

/** Without a secret and a service there is nothing left to protect. */
function protectWeakenings(before: boolean, after: Guards): Weakening[] {
  const declared = [...Object.keys(after.secrets), ...Object.keys(after.services)];
  if (!before || after.protect || declared.length === 0) return [];
  const effect = "Nothing keeps `pulumi destroy`, or a change of the config, from deleting ledgers and bindings.";
  return [weakening(["protect"], "true", "false", effect)];
}

/** How much a setting asks for. Left out, it asks for a Swarm outside of CI. */
function strengthOf(requireSwarm: boolean | undefined): number {
  if (requireSwarm === undefined) return 1;
  return requireSwarm ? 2 : 0;
}

function classWeakenings(before: Guards, after: Guards): Weakening[] {
  return Object.entries(before.classes).flatMap(([name, was]) => {
    const is = own(after.classes, name);
    if (is === undefined) return [];
    const found: Weakening[] = [];
    const path: Steps = ["classes", name];
    if (isLonger(is.cadence, was.cadence)) {
      const effect = "Its secrets may be rotated less often.";
      found.push(weakening([...path, "cadence"], String(was.cadence), String(is.cadence), effect));
    }
    if (was.connections && !is.connections) found.push(weakening([...path, "connections"], "true", "false", unasked));
    if (was.owner !== undefined && was.owner !== is.owner) {
      found.push(weakening([...path, "owner"], was.owner, is.owner, "Somebody else answers for its secrets."));
    }
    const [kept, keeps] = [was.retentionHours ?? before.retentionHours, is.retentionHours ?? after.retentionHours];
    // What follows from the stack's own retention is found there.
    if (keeps < kept && (was.retentionHours !== undefined || is.retentionHours !== undefined)) {
      const effect = "The version before is the way back for a shorter time.";
      found.push(weakening([...path, "retention"], String(kept), String(keeps), effect));
    }
    return found;
  });
}

const unasked =
  "An incident demands no roleRotatedAt any more, and connections that were made with the leaked value live on.";

function secretWeakenings(before: Guards, after: Guards): Weakening[] {
  return Object.entries(before.secrets).flatMap(([name, was]) => {
    const is = own(after.secrets, name);
    if (is === undefined) return [];
    const path: Steps = ["secrets", name];
    const changes = weakerThan(before, after, name);
    const found: Weakening[] = [];
    if (was.class === is.class) {
      // What is the class's before and after is found there.
      const isOwn = (field: Change["field"]): boolean =>
        (field === "cadence" || field === "owner") && (was[field] !== undefined || is[field] !== undefined);
      for (const { field, before: old, after: now, effect } of changes) {
        if (isOwn(field)) found.push(weakening([...path, field], old, now, effect));
      }
    } else if (changes.length > 0) {
      // The classes may say anything by the time that the change is approved, so what they say is part of it.
      const said = changes.map(({ field, before: old, after: now }) => `${field}: ${old} → ${now}`).join(", ");
      const effect = changes.map((change) => change.effect).join(" ");
      found.push(weakening([...path, "class"], was.class, `${is.class} (${said})`, effect));
    }
    found.push(...sourceWeakenings(path, was.random, is.random));
    if (changes.some(({ field }) => field === "connections")) return found;
    for (const dependant of missing(was.dependants ?? [], is.dependants ?? [])) {
      // It has left the stack.
      if (own(before.services, dependant) !== undefined && own(after.services, dependant) === undefined) continue;
      const effect = "In an incident its connections with the leaked value live on.";
      found.push(weakening([...path, "dependants"], dependant, undefined, effect));
    }
    return found;
  });
}

/** A value that is not generated any more is one that somebody knows. */
function sourceWeakenings(path: Steps, was: RandomGuards | undefined, is: RandomGuards | undefined): Weakening[] {
  if (was === undefined) return [];
  const text = ({ length, special }: RandomGuards): string =>
    `random, ${length} characters${special ? "" : " without special ones"}`;
  if (is === undefined) {
    return [weakening([...path, "source"], text(was), "config", "Whoever sets the next value knows it.")];
  }
  if (bitsOf(is) >= bitsOf(was)) return [];
  return [weakening([...path, "source"], text(was), text(is), "The next value is easier to guess.")];
}

/** How much a generated value leaves to guess. Its characters are those of `random.RandomPassword`. */
function bitsOf({ length, special }: RandomGuards): number {
  return length * Math.log2(special ? 83 : 62);
}

interface Change {
  field: "cadence" | "connections" | "retention" | "owner";
  before: string;
  after: string;
  effect: string;
}

/** What gets weaker of what holds for a secret, wherever it is said. */
function weakerThan(before: Guards, after: Guards, logicalName: string): Change[] {
  const [was, is] = [effectiveGuards(before, logicalName), effectiveGuards(after, logicalName)];
  if (was === undefined || is === undefined) return [];
  const changes: Change[] = [];
  if (isLonger(is.cadence, was.cadence)) {
    const effect = "It may be rotated less often.";
    changes.push({ field: "cadence", before: String(was.cadence), after: String(is.cadence), effect });
  }
  if (was.connections && !is.connections) {
    changes.push({ field: "connections", before: "true", after: "false", effect: unasked });
  }
  if (is.retentionHours < was.retentionHours) {
    const effect = "The version before is the way back for a shorter time.";
    const [old, now] = [String(was.retentionHours), String(is.retentionHours)];
    changes.push({ field: "retention", before: old, after: now, effect });
  }
  if (was.owner !== undefined && is.owner !== undefined && is.owner !== was.owner) {
    const effect = "Somebody else answers for its rotation.";
    changes.push({ field: "owner", before: was.owner, after: is.owner, effect });
  }
  return changes;
}

/**
 * Finds the secrets that leave another one of their group. The name of a group may change, as long as its members stay together, and
 * a member may leave the stack. A group that nobody has declared is there only as long as a service has its secrets together.
 */
function groupWeakenings(before: Guards, after: Guards): Weakening[] {
  return Object.keys(before.secrets).flatMap((name) => {
    const [was, is] = [own(before.secrets, name), own(after.secrets, name)];
    if (was?.group === undefined || is === undefined || was.group === is.group) return [];
    const isDeclared = isLogicalName(was.group);
    const left = matesOf(before, name).filter(
      (mate) =>
        own(after.secrets, mate) !== undefined &&
        !matesOf(after, name).includes(mate) &&
        (isDeclared || areTogether(after, name, mate)),
    );
    if (left.length === 0) return [];
    const effect = `It may be rotated without ${left.join(", ")}, and a service may run on the new version of one and the old version of another.`;
    return [weakening(["secrets", name, "group"], was.group, is.group, effect)];
  });
}

/** The other secrets of a secret's group. */
function matesOf({ secrets }: Guards, logicalName: string): string[] {
  const group = own(secrets, logicalName)?.group;
  if (group === undefined) return [];
  return Object.keys(secrets).filter((other) => other !== logicalName && own(secrets, other)?.group === group);
}

/** Whether a service has both secrets. */
function areTogether({ services }: Guards, one: string, other: string): boolean {
  return Object.values(services).some(({ secrets }) => Object.hasOwn(secrets, one) && Object.hasOwn(secrets, other));
}

function missing(before: readonly string[], after: readonly string[]): string[] {
  return before.filter((item) => !after.includes(item));
}
