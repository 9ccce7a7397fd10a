import assert from "node:assert/strict";
import { approvalsPolicy } from "../../policy/approvals-in-force.ts";
import { weakeningFindings, type Approvals } from "../../policy/approvals.ts";
import type { baseFaults } from "../../policy/base.ts";
import { violations } from "./support.ts";

const approval = { what: "retention: 96 → 72", by: "Ada Lovelace", ticket: "SEC-42", until: "2027-02-25", line: 3 };

describe("approvals-in-force", () => {
  const told = (approvals: Approvals, faults: ReturnType<typeof baseFaults> = []) => {
    const policy = approvalsPolicy(
      () => approvals,
      () => faults,
    );
    return violations(policy, []);
  };

  it("has nothing to say where nothing is approved", async () => {
    assert.deepEqual(await told({ inForce: [], problems: [] }), []);
  });

  it("tells of each approval, with what, by whom, ticket and last day, and whether anything needs it", async () => {
    const approvals = { inForce: [approval, { ...approval, what: "a → b", line: 9 }], problems: [] };
    assert.deepEqual(weakeningFindings([{ what: approval.what, effect: "" }], approvals), []);
    assert.deepEqual(await told(approvals), [
      "Approved until 2027-02-25 by Ada Lovelace (SEC-42): retention: 96 → 72.\n" +
        "Remove policy/approvals.yaml:3 when it is no longer so, or once it is applied. (docs/runbook.md#weakening-a-guard)",
      "Approved until 2027-02-25 by Ada Lovelace (SEC-42): a → b.\n" +
        "The preview itself does not need it: remove policy/approvals.yaml:9 once it is applied, or correct what it says. (docs/runbook.md#weakening-a-guard)",
    ]);
  });

  it("tells what is wrong with the others", async () => {
    const problem = "policy/approvals.yaml:1 has an approval without by.";
    const problems = [{ code: "approval-faulty" as const, problem, remedy: "Set by to who approves it." }];
    const [message, ...more] = await told({ inForce: [], problems });
    assert.deepEqual(more, []);
    assert.ok(message?.startsWith(`${problem}\nSet by to who approves it.`), message);
  });

  it("tells what could not be compared", async () => {
    const fault = { code: "base-not-compared" as const, problem: "The base cannot be read.", remedy: "Correct it." };
    const [message, ...more] = await told({ inForce: [], problems: [] }, [fault]);
    assert.deepEqual(more, []);
    assert.ok(message?.startsWith("The base cannot be read.\nCorrect it."), message);
  });
});
