// Finds what leaves the stack's guard: what is not declared any more although it is in use, what is called otherwise, and what is to be
// released. Whatever comes back later, under another name or with less, would have no past to be compared with.
import type { Steps } from "./config-path.ts";
import { weakening, type Guards, type Weakening } from "./guards.ts";
import { own } from "./own.ts";
import { successorOf } from "./service-weakenings.ts";

/** Finds what leaves. A stack that is taken down as a whole leaves nothing behind that could be guarded. */
export function departures(before: Guards, after: Guards): Weakening[] {
  if (Object.keys(after.secrets).length === 0 && Object.keys(after.services).length === 0) return [];
  return [
    ...otherNamespace(before, after),
    ...releases(before, after),
    ...secretsGone(before, after),
    ...servicesGone(before, after),
  ];
}

function otherNamespace({ namespace: was }: Guards, { namespace: is }: Guards): Weakening[] {
  if (was === undefined || was === is) return [];
  const effect = "What is on the Swarm under the former names is rotated by nobody any more.";
  return [weakening(["namespace"], was, is, effect)];
}

function releases(before: Guards, after: Guards): Weakening[] {
  const effect =
    "Once it is taken out of the config, nothing is rotated there, and nobody compares what comes in its place.";
  const secrets = Object.entries(before.secrets).flatMap(([name, was]): Steps[] =>
    was.release === true || own(after.secrets, name)?.release !== true ? [] : [["secrets", name, "release"]],
  );
  const services = Object.entries(before.services).flatMap(([name, was]): Steps[] => {
    const is = successorOf(name, before, after);
    return was.release === true || is?.release !== true ? [] : [["services", is.key, "release"]];
  });
  return [...secrets, ...services].map((path) => weakening(path, undefined, "true", effect));
}

/** A secret that no service has goes without a loss, and so does one that is released. */
function secretsGone(before: Guards, after: Guards): Weakening[] {
  return Object.entries(before.secrets).flatMap(([name, { release }]) => {
    if (release === true || own(after.secrets, name) !== undefined) return [];
    const users = Object.entries(before.services).flatMap(([serviceName, { secrets }]) => {
      const is = successorOf(serviceName, before, after);
      return own(secrets, name) === undefined || is === undefined ? [] : [is.key];
    });
    if (users.length === 0) return [];
    const effect =
      "Its versions are in use, and leave these services. What takes its place has no past to be compared with.";
    return [weakening(["secrets", name], `used by ${users.sort().join(", ")}`, undefined, effect)];
  });
}

function servicesGone(before: Guards, after: Guards): Weakening[] {
  return Object.entries(before.services).flatMap(([serviceName, was]): Weakening[] => {
    if (was.release === true) return [];
    const is = successorOf(serviceName, before, after);
    const effect = `No rotation reaches the service ${serviceName} any more.`;
    if (is === undefined) {
      const names = Object.keys(was.secrets);
      // Without protection it may go together with its secrets.
      const isLoss = before.protect || names.some((name) => own(after.secrets, name) !== undefined);
      return isLoss
        ? [weakening(["services", was.key], `has ${names.join(", ") || "no secrets"}`, undefined, effect)]
        : [];
    }
    const name = nameOf(is, after);
    const isByNamespace =
      serviceName === `${before.namespace ?? ""}_${was.key}` && name === `${after.namespace ?? ""}_${is.key}`;
    // Under another namespace all of them have other names, which is found once.
    if (name === serviceName || (isByNamespace && before.namespace !== after.namespace)) return [];
    return [weakening(["services", is.key, "serviceName"], serviceName, name, effect)];
  });
}

function nameOf(service: Guards["services"][string], { services }: Guards): string | undefined {
  return Object.keys(services).find((name) => own(services, name) === service);
}
