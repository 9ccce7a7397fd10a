import assert from "node:assert/strict";
import type { EngineSpec } from "../../../swarm/engine/service.ts";
import { lastChange, type DatedService } from "../../../swarm/look/last-change.ts";

const spec = (Labels: Record<string, string>): EngineSpec => ({ Name: "api", Labels, Mode: {}, TaskTemplate: {} });

function service(labels: Record<string, string>, changes: Partial<DatedService> = {}): DatedService {
  return { ID: "s", Version: { Index: 7 }, UpdatedAt: "2026-11-27T02:13:59.5Z", Spec: spec(labels), ...changes };
}

describe("a service's last change", () => {
  const reverted = { "busflow.reverted": "2026-11-26T10:00:00.000Z" };
  const done = { State: "rollback_completed", CompletedAt: "2026-11-27T02:10:00Z" } as const;

  it("tells a person's rollback from Swarm's own", () => {
    const byHand = service({}, { UpdateStatus: done, PreviousSpec: spec({}) });
    assert.equal(lastChange(byHand), "docker service rollback, 2026-11-27 02:10 UTC");
    assert.equal(lastChange(service({}, { UpdateStatus: done })), "rolled back by Swarm, 2026-11-27 02:10 UTC");
  });

  it("is the put-back that marked the service, as long as nobody has changed it since", () => {
    const expected = "put back by a failed rotation, 2026-11-26 10:00 UTC";
    assert.equal(lastChange(service(reverted, { PreviousSpec: spec({}) })), expected);
    assert.match(lastChange(service(reverted, { PreviousSpec: spec(reverted) })), /^by hand/);
  });

  it("is a deployment from a file when this program's labels went with it", () => {
    const deployed = service({ team: "a" }, { PreviousSpec: spec(reverted) });
    assert.equal(lastChange(deployed), "docker stack deploy of an older file, 2026-11-27 02:13 UTC");
    assert.equal(
      lastChange(service({}, { PreviousSpec: spec({ team: "a" }) })),
      "by hand, or docker stack deploy of an older file, 2026-11-27 02:13 UTC",
    );
  });
});
