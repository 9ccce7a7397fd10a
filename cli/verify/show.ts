// Shows what was seen of services: a line for each, and one for all.
import { plural } from "../words.ts";
import { labelled } from "../text.ts";
import type { ServiceProof } from "./verify.ts";

/** The line of one service, and below it what is wrong: `✓ api  db_writer v2   2 of 2 replicas, probe /healthz:8080`. */
export function proofLines({ name, secrets, verified, running, wanted, probe, problems }: ServiceProof): string[] {
  const versions = Object.entries(secrets).map(([secret, version]) => `${secret} v${version}`);
  const replicas = `${running} of ${plural(wanted, "replica")}`;
  const asked = probe === undefined ? [] : [`probe ${probe}`];
  const line = `${name}   ${versions.join(", ")}   ${[replicas, ...asked].join(", ")}`;
  const [first = "", ...others] = labelled(verified ? "✓ " : "✗ ", 2, line);
  return [first, ...others, ...problems.flatMap((problem) => labelled("    ", 4, problem))];
}

/** What is so of all: `✓ 3 services verified on 7 replicas`. */
export function proofSummary(proofs: readonly ServiceProof[]): string {
  const failed = proofs.filter(({ verified }) => !verified).length;
  if (failed > 0)
    return `✗ ${failed} of ${plural(proofs.length, "service")} ${failed === 1 ? "is" : "are"} not verified`;
  const replicas = proofs.reduce((sum, { running }) => sum + running, 0);
  return proofs.length === 0
    ? "✓ no service has a secret of the stack"
    : `✓ ${plural(proofs.length, "service")} verified on ${plural(replicas, "replica")}`;
}
