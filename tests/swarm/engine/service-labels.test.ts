import assert from "node:assert/strict";
import { withLabels } from "../../../swarm/engine/service-labels.ts";
import type { EngineSpec } from "../../../swarm/engine/service.ts";

const spec: EngineSpec = { Name: "busflow_api", Mode: {}, TaskTemplate: {} };
const labelled = { ...spec, Labels: { team: "platform", old: "yes" } };

describe("the labels of a service", () => {
  it("are set, taken off, and left alone otherwise", () => {
    assert.deepEqual(withLabels(labelled, { old: undefined, new: "yes" }), {
      Labels: { team: "platform", new: "yes" },
    });
    assert.deepEqual(labelled.Labels, { team: "platform", old: "yes" });
  });

  it("may be empty values: those are labels too", () => {
    assert.deepEqual(withLabels(spec, { mark: "" }), { Labels: { mark: "" } });
  });

  it("stay absent where there were none and none is set", () => {
    assert.deepEqual(withLabels(spec, { mark: undefined }), {});
    assert.deepEqual(withLabels({ ...spec, Labels: { mark: "x" } }, { mark: undefined }), { Labels: {} });
  });
});
