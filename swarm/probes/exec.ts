// The `exec` probe uses the new secrets: it runs a command once, in a task that has what the replicas have.
import type { Probe } from "../../rotation/probe.ts";
import { SwarmError } from "../engine/errors.ts";
import { notRun } from "./failures.ts";
import { findImageNode, type ProbeRun } from "./run.ts";
import { containerTemplate } from "./spec.ts";
import { runOneOff } from "./task.ts";

/** @throws SwarmError `probe-failed`; what {@link runOneOff} throws */
export async function probeExec(run: ProbeRun, probe: Probe<"exec">): Promise<void> {
  const { connection, spec, options } = run;
  const service = spec.Name;
  const template = containerTemplate(spec, probe.command, await findImageNode(run));
  const outcome = await runOneOff(connection, { service, template, limitMs: probe.seconds * 1000 }, options);
  if (outcome.kind === "not-run") throw notRun(service, outcome.message);
  if (outcome.kind === "ended" && outcome.exitCode === 0) return;
  const what =
    outcome.kind === "overdue" ? `did not end within ${probe.seconds} s` : `ended with exit code ${outcome.exitCode}`;
  throw new SwarmError(
    "probe-failed",
    `${service}: the command of its probe ${what}.`,
    "What it printed is not kept, as it may hold a credential: run it in a replica with docker exec. " +
      "Correct what it finds, then run the same command again, or go back to the old version.",
  );
}
