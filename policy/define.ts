// Declares a policy: its description, the schema of its settings, and its check.
import type {
  EnforcementLevel,
  PolicyConfigSchema,
  PolicyResource,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  Severity,
  StackValidationPolicy,
} from "@pulumi/policy";
import { getProject, getStack } from "@pulumi/pulumi/runtime/settings.js";
import { z } from "zod";
import type { InventoryCode } from "../inventory/problems.ts";
import { withStack } from "../rotation/commands.ts";
import { describeProblem, type Finding } from "../rotation/finding.ts";
import type { RotationCode } from "../rotation/rotation-error.ts";
import type { PolicyCode } from "./finding-codes.ts";
import { UserError } from "../rotation/user-error.ts";

/** The description of a policy. */
interface About<Settings extends z.ZodObject> {
  /** The policy's name, which is also the name of its file. */
  name: string;
  /** A sentence that begins with "Checks whether". */
  description: string;
  severity: Severity;
  /** @default "mandatory" */
  enforcementLevel?: EnforcementLevel;
  /** The section of docs/runbook.md that has the rule, as its anchor. */
  section: string;
  /** What `--policy-pack-config` may set, besides the enforcement level. */
  settings?: Settings;
}

/** What a policy may find: a finding of its own, or one of a rule that it shares with the program. */
type PolicyFinding = Finding<PolicyCode | RotationCode | InventoryCode>;

/** Reports what is wrong and what to change; never a property's value unless it is a name or a version. */
export type Report = (finding: PolicyFinding) => void;

/** Reports like {@link Report}, for one resource or, without a URN, for the whole stack. */
type StackReport = (finding: PolicyFinding, urn?: string) => void;

/**
 * Declares a policy that checks the inputs of each resource by itself.
 *
 * @example
 * resourcePolicy({ name: "no-tmp", description: "Checks whether …", severity: "high", section: "versions" }, (resource, report) => {
 *   if (resource.type === resourceTypes.secret) report({ code: "name-unknown", path: [], problem: "…", remedy: "…" });
 * });
 */
export function resourcePolicy<Settings extends z.ZodObject>(
  about: About<Settings>,
  check: (resource: ResourceValidationArgs, report: Report, settings: z.output<Settings>) => Promise<void> | void,
): ResourceValidationPolicy {
  return {
    ...describe(about),
    validateResource: (resource, reportViolation) => {
      const report: Report = (finding) => {
        reportViolation(message(finding, about.section));
      };
      return reporting(report, () => check(resource, report, settingsOf(about, resource.getConfig())));
    },
  };
}

/** Declares a policy that checks all resources of the stack together, at the end of the run, by their outputs. */
export function stackPolicy<Settings extends z.ZodObject>(
  about: About<Settings>,
  check: (
    resources: readonly PolicyResource[],
    report: StackReport,
    settings: z.output<Settings>,
  ) => Promise<void> | void,
): StackValidationPolicy {
  return {
    ...describe(about),
    validateStack: (stack, reportViolation) => {
      const report: StackReport = (finding, urn) => {
        reportViolation(message(finding, about.section), urn);
      };
      return reporting(report, () => check(stack.resources, report, settingsOf(about, stack.getConfig())));
    },
  };
}

/** Runs a check and reports a user's mistake that keeps it from looking as a violation: a list that cannot be read allows nothing. */
async function reporting(report: Report, check: () => Promise<void> | void): Promise<void> {
  try {
    await check();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    for (const finding of error.findings) report({ ...finding, code: "cannot-look" });
  }
}

function describe<Settings extends z.ZodObject>(about: About<Settings>) {
  const { name, description, severity, enforcementLevel = "mandatory", section, settings } = about;
  const url = `docs/runbook.md#${section}`;
  return {
    ...{ name, description, severity, enforcementLevel, url },
    ...(settings !== undefined && { configSchema: schemaOf(settings) }),
  };
}

function message(finding: Finding, section: string): string {
  const text = `${describeProblem(finding, getProject())}\n${finding.remedy} (docs/runbook.md#${section})`;
  return withStack(text, getStack());
}

function schemaOf(settings: z.ZodObject): PolicyConfigSchema {
  const { properties = {}, required = [] } = z.toJSONSchema(settings, { io: "input" });
  return { properties: properties as PolicyConfigSchema["properties"], required };
}

/** A policy's settings. The engine has validated them by the schema, and passes none for a policy that nobody configures. */
function settingsOf<Settings extends z.ZodObject>(
  { settings }: About<Settings>,
  given: Record<string, unknown>,
): z.output<Settings> {
  return (settings ?? z.object({})).parse(given) as z.output<Settings>;
}
