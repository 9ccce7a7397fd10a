import type { StackValidationPolicy } from "@pulumi/policy";
import { approvalsFile, isNeeded, readApprovals, type Approvals } from "./approvals.ts";
import { baseFaults } from "./base.ts";
import { stackPolicy } from "./define.ts";

/** Comes after all others, as it tells what they have needed. */
export const approvalsInForce = approvalsPolicy(readApprovals, baseFaults);

/** Makes the policy with given approvals and faults of the base, so that tests can set them. */
export function approvalsPolicy(approvals: () => Approvals, faults: typeof baseFaults): StackValidationPolicy {
  return stackPolicy(
    {
      name: "approvals-in-force",
      description: "Tells which weakenings a reviewer has approved, and until when; and what could not be compared.",
      severity: "medium",
      enforcementLevel: "advisory",
      section: "weakening-a-guard",
    },
    (_resources, report) => {
      const { inForce, problems } = approvals();
      for (const approval of inForce) {
        const { what, by, ticket, until, line } = approval;
        const problem = `Approved until ${until} by ${by} (${ticket}): ${what}.`;
        const place = `${approvalsFile}:${line}`;
        const remedy = isNeeded(approval)
          ? `Remove ${place} when it is no longer so, or once it is applied.`
          : `The preview itself does not need it: remove ${place} once it is applied, or correct what it says.`;
        report({ code: "approval-in-force", problem, remedy });
      }
      for (const finding of [...problems, ...faults()]) report(finding);
    },
  );
}
