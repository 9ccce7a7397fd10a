// Finds what gets weaker of how services are flipped, and of how they see their secrets.
import type { Steps } from "./config-path.ts";
import { weakening, type Guards, type ServiceGuards, type Weakening } from "./guards.ts";
import { parseMode } from "./mode.ts";
import { own } from "./own.ts";

/** A service before and after. */
interface Pair {
  readonly was: ServiceGuards;
  readonly is: ServiceGuards;
  /** Whether it waited for a canary, which had to be verified before it was flipped. */
  readonly waited: boolean;
  readonly waits: boolean;
  /** Whether it comes to the first wave, in which services stop by default when one fails. */
  readonly isFirstNow: boolean;
}

/** Finds what gets weaker of the services that stay. */
export function serviceWeakenings(before: Guards, after: Guards): Weakening[] {
  const pairs = Object.entries(before.services).flatMap(([serviceName, was]): Pair[] => {
    const is = successorOf(serviceName, before, after);
    if (is === undefined) return [];
    const isFirstNow = !isFirst(was, before) && isFirst(is, after);
    return [{ was, is, waited: waits(was, before), waits: waits(is, after), isFirstNow }];
  });
  return [
    ...pairs.flatMap((pair) => [
      ...bindingWeakenings(pair, after),
      ...probeWeakenings(pair),
      ...failureWeakenings(pair),
    ]),
    ...waveWeakenings(pairs),
  ];
}

/**
 * The service of this name, or else the one that has its key and another name on the Swarm, with a new namespace or by itself.
 *
 * @returns undefined when it leaves the stack
 */
export function successorOf(serviceName: string, before: Guards, after: Guards): ServiceGuards | undefined {
  const is = own(after.services, serviceName);
  if (is !== undefined) return is;
  const key = own(before.services, serviceName)?.key;
  const [found] = Object.entries(after.services).filter(
    ([name, service]) => service.key === key && own(before.services, name) === undefined,
  );
  return found?.[1];
}

function bindingWeakenings({ was, is }: Pair, { secrets }: Guards): Weakening[] {
  const path: Steps = ["services", is.key, "secrets"];
  return Object.entries(was.secrets).flatMap(([name, mode]): Weakening[] => {
    if (own(secrets, name) === undefined) return [];
    const now = own(is.secrets, name);
    if (now === undefined) {
      const effect = "A rotation of it does not reach the service any more.";
      return [weakening(path, name, undefined, effect)];
    }
    const effect = "More users in the container may read its file.";
    if ((parseMode(now) & ~parseMode(mode)) !== 0) return [weakening([...path, name, "mode"], mode, now, effect)];
    const [readers, more] = newReaders(name, mode, { was, is });
    return more.length === 0 ? [] : [weakening([...path, name, "readers"], readers, more.join(", "), effect)];
  });
}

/** Who may read a secret's files, and who may from now on and might not before. */
function newReaders(name: string, mode: string, { was, is }: Pick<Pair, "was" | "is">): [string, string[]] {
  const readers = was.readers && own(was.readers, name);
  if (readers === undefined || (parseMode(mode) & 0o004) !== 0) return ["", []];
  const more = ((is.readers && own(is.readers, name)) ?? []).filter((reader) => !readers.includes(reader));
  return [readers.join(", ") || "root", more];
}

/**
 * A probe of its own is stronger than Swarm's health check, and that is stronger than none. What two probes of their own prove cannot be
 * compared: a command may be `true`, and a path may answer whatever happens. So a reviewer has to see any change of what is asked.
 */
function probeWeakenings({ was, is }: Pair): Weakening[] {
  const isKept = was.probe === undefined || was.probe === is.probe;
  if (isKept || (was.probe === "healthcheck" && is.probe !== undefined)) return [];
  const effect = "A flip may count as verified with less proof that the service works on the new version.";
  return [weakening(["services", is.key, "probe"], was.probe, is.probe, effect)];
}

function failureWeakenings({ was, is, isFirstNow }: Pair): Weakening[] {
  // What a change of waves weakens is found as such.
  if (was.onFailure === "stop" || is.onFailure === "revert" || isFirstNow) return [];
  const effect = "When it fails, the services that are flipped already stay on the new version.";
  return [weakening(["services", is.key, "onFailure"], "revert", "stop", effect)];
}

/** Whether a canary is flipped before a service: one of a lower wave that has one of its secrets, too. */
function waits({ wave, secrets }: ServiceGuards, { services }: Guards): boolean {
  return Object.values(services).some(
    (other) => other.wave < wave && Object.keys(other.secrets).some((name) => Object.hasOwn(secrets, name)),
  );
}

function isFirst({ wave }: ServiceGuards, { services }: Guards): boolean {
  return Object.values(services).every((other) => other.wave >= wave);
}

/**
 * Finds the changes of waves after which fewer services wait for a canary. One service may take another's place as the canary. When
 * the canary leaves the stack, nobody has changed a wave.
 */
function waveWeakenings(pairs: readonly Pair[]): Weakening[] {
  const lost = pairs.filter(({ waited, waits: stillWaits }) => waited && !stillWaits);
  const gained = pairs.filter(({ waited, waits: nowWaits }) => !waited && nowWaits);
  if (lost.length <= gained.length) return [];
  const names = lost.map(({ is }) => is.key).join(", ");
  const effect = `A value that fails reaches ${names} without a canary before.`;
  // Either the canary goes to a later wave, or a service comes to it.
  const moved = pairs.filter((pair) =>
    pair.waited ? lost.includes(pair) && pair.is.wave < pair.was.wave : !pair.waits && pair.is.wave > pair.was.wave,
  );
  return moved.map(({ was, is }) => weakening(["services", is.key, "wave"], String(was.wave), String(is.wave), effect));
}
