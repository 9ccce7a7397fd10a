import assert from "node:assert/strict";
import type { Channel, Notices } from "../../../inventory/notices.ts";
import type { Happening } from "../../../cli/notices/happening.ts";
import { noticesDue, ownersWithoutChannel, withTold } from "../../../cli/notices/notice.ts";

const channel = (name: string): Channel => {
  return { name, kind: "slack", url: { env: "X" }, key: undefined, mention: undefined };
};
const notices: Notices = {
  channels: new Map(["ops", "platform", "data"].map((name) => [name, channel(name)])),
  owners: new Map([
    ["Platform", ["platform"]],
    ["Data", ["data", "ops"]],
  ]),
  events: new Map([
    ["rotation-complete", ["ops"]],
    ["overdue", ["owner", "ops"]],
  ]),
};
const happening = (id: string, event: Happening["event"], owner: string, more: Partial<Happening> = {}): Happening => {
  return { id, event, at: "2026-11-28T01:00:00Z", secrets: [id], owners: [owner], cells: [id], isReady: true, ...more };
};

describe("the notices that are due", () => {
  const due = (all: Happening[], told = {}): string[] =>
    noticesDue(all, notices, told, "2026-11-27T00:00:00Z").map(
      (notice) => `${notice.channel.name}: ${notice.event} ${notice.happenings.map(({ id }) => id).join("+")}`,
    );

  it("are one for each event and channel, with all that is new", () => {
    const all = [happening("a", "rotation-complete", "Platform"), happening("b", "rotation-complete", "Data")];
    assert.deepEqual(due(all), ["ops: rotation-complete a+b"]);
    assert.deepEqual(due(all, { a: ["ops"] }), ["ops: rotation-complete b"]);
    assert.deepEqual(due(all, { a: ["ops"], b: ["ops"] }), []);
  });

  it("go to each owner's channels, and to no channel twice", () => {
    const all = [happening("a", "overdue", "Platform"), happening("b", "overdue", "Data")];
    assert.deepEqual(due(all), ["platform: overdue a", "ops: overdue a+b", "data: overdue b"]);
  });

  it("are none of what is not ready, of long ago, or asked for by no channel", () => {
    const all = [
      happening("a", "rotation-complete", "Platform", { isReady: false }),
      happening("b", "rotation-complete", "Platform", { at: "2026-11-26T23:59:59Z" }),
      happening("c", "failed", "Platform"),
    ];
    assert.deepEqual(due(all), []);
  });

  it("have nowhere to go for an owner without a channel, which is said", () => {
    const all = [happening("a", "overdue", "Nobody"), happening("b", "rotation-complete", "Nobody either")];
    assert.deepEqual(ownersWithoutChannel(all, notices), ["Nobody"]);
  });
});

describe("what has been told", () => {
  it("is remembered by channel as long as it stands, and then forgotten", () => {
    const all = [happening("a", "overdue", "Platform"), happening("b", "overdue", "Data")];
    const [first = assert.fail()] = noticesDue(all, notices, {}, "2026-11-27T00:00:00Z");
    assert.deepEqual(withTold({ a: ["ops"], gone: ["ops"] }, [first], all), { a: ["ops", "platform"] });
  });
});
