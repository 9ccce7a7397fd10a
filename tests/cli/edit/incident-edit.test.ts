import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { incidentEdits } from "../../../cli/edit/incident-edit.ts";
import { openStack } from "../../../cli/stack.ts";
import type { Incident } from "../../../rotation/incidents.ts";

const head = `config:
  shop:namespace: shop
  shop:classes: { infra: { owner: Platform, cadence: quarterly } }
  shop:services: {}
  shop:secrets:
`;
const declared: Incident = {
  ...{ ticket: "SEC-42", discoveredAt: "2026-11-23T09:00:00.000Z", revokedAt: undefined },
  ...{ roleRotatedAt: undefined, reason: undefined },
};
const revoked: Incident = { ...declared, revokedAt: "2026-11-23T09:40:00.000Z", proof: "it's refused" };

describe("an edit of an incident in the stack config", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "busflow-incident-"));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  function edited(secrets: string, incident: Incident | undefined): string {
    writeFileSync(path.join(folder, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
    writeFileSync(path.join(folder, "Pulumi.prod.yaml"), head + secrets);
    const stack = openStack({ stack: "prod", cwd: folder, env: {} });
    const [edit] = incidentEdits(stack, [{ secret: "db", after: incident }], []);
    return (edit?.after ?? head + secrets).slice(head.length);
  }

  const flow =
    '    db: { class: infra, current: 2, incident: { ticket: SEC-42, discoveredAt: "2026-11-23T09:00:00Z" } } # db\n';
  const block =
    "    db:\n      class: infra\n      current: 2\n      incident: # a leak\n        ticket: SEC-42\n        discoveredAt: 2026-11-23T10:00:00+01:00 # noticed\n";

  it("begins it, behind the other fields", () => {
    assert.equal(edited("    db: { class: infra, current: 2 } # db\n", declared), flow);
  });

  it("adds what is new to it, and leaves what it says in other words", () => {
    assert.equal(edited(block, declared), block);
    assert.equal(
      edited(block, revoked),
      `${block}        revokedAt: "2026-11-23T09:40:00Z"\n        proof: "it's refused"\n`,
    );
    assert.equal(
      edited(flow, revoked),
      flow.replace('Z" }', 'Z", revokedAt: "2026-11-23T09:40:00Z", proof: "it\'s refused" }'),
    );
  });

  it("takes it out, and nothing else", () => {
    for (const text of [flow, block]) {
      const without =
        text === flow
          ? "    db: { class: infra, current: 2 } # db\n"
          : "    db:\n      class: infra\n      current: 2\n";
      assert.equal(edited(text, undefined), without);
    }
    assert.equal(edited("    db: { class: infra, current: 2 }\n", undefined), "    db: { class: infra, current: 2 }\n");
  });
});
