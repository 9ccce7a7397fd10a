import assert from "node:assert/strict";
import { describeLingering } from "../../rotation/lingering.ts";

describe("versions that may still run where nobody can look", () => {
  const secret = { namespace: "busflow", logicalName: "db_writer" };

  it("are named with their nodes, each with what to do", () => {
    const lingering = [
      { node: "n3", hostname: "worker-3", version: 4 },
      { node: "n4", hostname: "worker-4", version: 5 },
    ];
    const line = (version: number, node: string): string =>
      `busflow_db_writer_v${version} may still run on the node ${node}, which does not answer: what runs there goes on until it does. ` +
      `Bring it back, or make sure that it is off and remove it: docker node rm --force ${node}`;
    assert.deepEqual(describeLingering({ lingering }, secret), [line(4, "worker-3"), line(5, "worker-4")]);
  });

  it("are none where the ledger names none", () => {
    assert.deepEqual(describeLingering({}, secret), []);
  });
});
