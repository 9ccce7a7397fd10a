import type { EnforcementLevel } from "@pulumi/policy";
import { getStack } from "@pulumi/pulumi/runtime/settings.js";
import { z } from "zod";
import { resourceTypes } from "../rotation/contract.ts";
import { isProtectedStack } from "../rotation/protection.ts";
import { composeConsumers, declaredConsumer, type Consumer, type Field } from "./consumers.ts";
import { resourcePolicy } from "./define.ts";
import { projectRoot, rootSetting } from "./project-root.ts";
import { configuredComposeFiles } from "./stack-config.ts";

/**
 * The policy's level for a stack: mandatory where a failed rotation is an outage. The stack config's own `protect` does not count,
 * because a pull request could switch the rule off with it.
 */
export function levelFor(stack: string): EnforcementLevel {
  return isProtectedStack(stack) ? "mandatory" : "advisory";
}

export const consumerHealthGated = resourcePolicy(
  {
    name: "consumer-health-gated",
    description:
      "Checks whether each service that uses a versioned secret has a health check, and is rolled back when an update fails it.",
    severity: "high",
    enforcementLevel: levelFor(getStack()),
    section: "consumers",
    settings: z.object({
      ...rootSetting,
      imageHealthchecks: z
        .array(z.string())
        .default([])
        .describe("Services whose image brings its own HEALTHCHECK: keys in the compose files, names in Pulumi."),
    }),
  },
  async ({ type, name, props }, report, { root, imageHealthchecks }) => {
    const check = (consumer: Consumer): void => {
      for (const { problem, remedy } of faultsOf(consumer, imageHealthchecks.includes(consumer.name))) {
        report({ code: "consumer-not-gated", problem: `${consumer.where} ${problem}`, remedy });
      }
    };
    if (type === resourceTypes.service) {
      const consumer = declaredConsumer(name, props);
      if (consumer !== undefined) check(consumer);
    } else if (type === resourceTypes.stack) {
      // The stack resource is checked before all others, so that nothing has changed yet when a file is refused.
      const { readComposeFiles } = await import("../inventory/compose/compose-files.ts");
      const files = readComposeFiles(root ?? projectRoot(), configuredComposeFiles(report), report);
      for (const file of files) composeConsumers(file).forEach(check);
    }
  },
);

interface Fault {
  problem: string;
  remedy: string;
}

function faultsOf({ healthcheck, failureAction, monitor, fields }: Consumer, inImage: boolean): Fault[] {
  const faults: Fault[] = [];
  if (healthcheck === "disabled") {
    const problem = "uses a versioned secret, and its health check is switched off.";
    faults.push({ problem, remedy: `Give ${fields.healthcheck} a test. ${gate}` });
  } else if (healthcheck === "absent" && !inImage) {
    const problem = "uses a versioned secret and declares no health check.";
    faults.push({
      problem,
      remedy: `Give it ${fields.healthcheck} with a test. ${gate} A HEALTHCHECK in the image cannot be seen from here: if it has one, list the service in the policy's setting imageHealthchecks.`,
    });
  }
  faults.push(...unknowable(failureAction, fields.failureAction), ...unknowable(monitor, fields.monitor));
  if (isKnown(failureAction) && failureAction.text !== "rollback") {
    const problem = "uses a versioned secret and is not rolled back when an update fails.";
    faults.push({ problem, remedy: `Set ${fields.failureAction} to rollback; Swarm's default is to pause.` });
  }
  if (isKnown(monitor) && isNothing(monitor.text)) {
    const problem = "uses a versioned secret, and its new tasks are not watched.";
    faults.push({ problem, remedy: `Set ${fields.monitor} to a second or more, such as 5s, Swarm's default.` });
  }
  return faults;
}

const gate =
  "Without one Swarm takes a task for good as soon as it runs; a probe in the stack config looks only at the end of a flip.";

function unknowable(field: Field | "unknown", name: string): Fault[] {
  if (field === "unknown" || field.variables.length === 0) return [];
  const variables = field.variables.join(", ");
  const problem = `takes ${name} from the environment (${variables}), which a preview does not know.`;
  return [{ problem, remedy: `Write it out, or give ${variables} a default.` }];
}

function isKnown(field: Field | "unknown"): field is Field {
  return field !== "unknown" && field.variables.length === 0;
}

/** Whether a duration is less than a second: no fault shows in it. Durations are written as in Go: `0`, `900ms`, `1m30s`. */
function isNothing(duration: string | undefined): boolean {
  if (duration === undefined) return false;
  const units: Record<string, number> = {
    ns: 1e-6,
    us: 1e-3,
    µs: 1e-3,
    μs: 1e-3,
    ms: 1,
    s: 1000,
    m: 60_000,
    h: 3_600_000,
  };
  const parts = [...duration.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)];
  const milliseconds = parts.reduce((sum, [, number, unit = ""]) => sum + Number(number) * (units[unit] ?? 0), 0);
  return milliseconds < 1000 && (parts.length > 0 || !/[1-9]/.test(duration));
}
