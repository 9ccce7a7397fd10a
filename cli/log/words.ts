// The words for what a log entry tells.
import type { Deeds, Proof } from "../../rotation/deeds.ts";
import type { Operator } from "../../rotation/log.ts";
import { plural } from "../words.ts";

/** What was done: "v4 → v5, verified on 3 services, 7 replicas". */
export function deedWords(deeds: Deeds): string {
  const {
    from,
    to,
    verified,
    added = [],
    retired = [],
    revoked = [],
    ticket = "",
    over,
    putBack,
    changed = [],
  } = deeds;
  const words = [
    ...(putBack === undefined ? [] : [`put back v${putBack.from} → v${putBack.to}: ${putBack.why}`]),
    ...(to === undefined ? [] : [moveWords(from, to)]),
    ...(verified === undefined ? [] : [proofWords(verified)]),
    ...(added.length === 0 ? [] : [`${versions(added)} added`]),
    ...(revoked.length === 0 ? [] : [`${versions(revoked)} revoked by ${ticket}`]),
    ...(retired.length === 0 ? [] : [`${versions(retired)} retired`]),
    ...(ticket === "" || revoked.length > 0 || over === true ? [] : [`incident ${ticket} on record`]),
    ...(over === true ? [`incident ${ticket} is over`] : []),
  ];
  if (words.length > 0) return plain(words.join(", "));
  return plain(changed.length === 0 ? "seen as declared" : `${changed.join(", ")} changed`);
}

function moveWords(from: number | undefined, to: number): string {
  if (from === undefined) return `v${to} current`;
  return `v${from} → v${to}${to < from ? " (back)" : ""}`;
}

function proofWords({ services, replicas, unverified = 0 }: Proof): string {
  const seen =
    services === 0
      ? "used by no service"
      : `verified on ${plural(services, "service")}, ${plural(replicas, "replica")}`;
  if (unverified === 0) return seen;
  return `${services === 0 ? "" : `${seen}, `}not verified on ${plural(unverified, "service")}`;
}

/** Who did it: "ada on ops-1, commit 90ff36a, dirty". */
export function operatorWords({ by, host, run, commit, dirty }: Operator): string {
  const place = run === undefined ? `${by} on ${host}` : `${by} by ${run}`;
  const from = commit === undefined ? "no commit" : `commit ${commit.slice(0, 7)}${dirty === true ? ", dirty" : ""}`;
  return plain(`${place}, ${from}`);
}

function versions(numbers: readonly number[]): string {
  return numbers.map((version) => `v${version}`).join(", ");
}

/** The text without characters that would move a terminal's cursor: whoever may write to the Swarm may have put them there. */
function plain(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, "?");
}
