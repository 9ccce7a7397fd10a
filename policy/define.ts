// How a policy is declared: what it says of itself, the schema of its settings, and what it refuses.
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

/** What a policy says of itself. */
interface About<Settings extends z.ZodObject> {
  /** The file's name. */
  name: string;
  /** "Checks whether …" */
  description: string;
  severity: Severity;
  /** Default mandatory. */
  enforcementLevel?: EnforcementLevel;
  /** The section of docs/runbook.md that has the rule, as its anchor. */
  section: string;
  /** What `--policy-pack-config` may set, besides the enforcement level. */
  settings?: Settings;
}

/** What a policy may find: something of its own, or what a rule finds that the program goes by, too. */
type PolicyFinding = Finding<PolicyCode | RotationCode | InventoryCode>;

/** Reports what is wrong and what to change; never a property's value unless it is a name or a version. */
export type Report = (finding: PolicyFinding) => void;

/** As {@link Report}, of one resource or, without one, of the stack. */
type StackReport = (finding: PolicyFinding, urn?: string) => void;

/** A policy that looks at each resource's inputs by itself. */
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
      return check(resource, report, settingsOf(about, resource.getConfig()));
    },
  };
}

/** A policy that looks at all resources of the stack together, at the end, by their outputs. */
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

/** What keeps a policy from looking, and a person can mend, is a violation: a list that cannot be read allows nothing. */
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

/** The engine has validated them by the schema, and says nothing of a policy that nobody configures. */
function settingsOf<Settings extends z.ZodObject>(
  { settings }: About<Settings>,
  given: Record<string, unknown>,
): z.output<Settings> {
  return (settings ?? z.object({})).parse(given) as z.output<Settings>;
}
