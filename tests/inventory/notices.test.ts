import assert from "node:assert/strict";
import { parseInventory } from "../../inventory/inventory.ts";
import { describeRules, passes, trips } from "./cases.ts";
import { goodConfig } from "./config.ts";

const ops = { kind: "slack", url: { env: "SLACK_OPS_WEBHOOK" } };
const pager = { kind: "webhook", url: { file: "/run/secrets/pager" }, key: { env: "PAGER_KEY" } };

const withNotices = (notices: unknown) => ({ ...goodConfig(), notices });
const withChannel = (fields: Record<string, unknown>) => withNotices({ channels: { ops: { ...ops, ...fields } } });
const kept = "Set it to { env: NAME } or { file: /PATH }, where it is kept: whoever knows it can write to the channel.";

describe("the notices", () => {
  it("are none when the config names none", () => {
    const { channels, owners, events } = parseInventory(goodConfig()).notices;
    assert.deepEqual([channels.size, owners.size, events.size], [0, 0, 0]);
  });

  it("come with channels, the owners' channels, and the events", () => {
    const { channels, owners, events } = parseInventory(
      withNotices({
        channels: { ops: { ...ops, mention: "@security-oncall" }, pager },
        owners: { Platform: ["ops"] },
        events: { "rotation-complete": ["ops"], "failed": ["owner", "pager"] },
      }),
    ).notices;
    assert.deepEqual(channels.get("ops"), { name: "ops", ...ops, key: undefined, mention: "@security-oncall" });
    assert.deepEqual(channels.get("pager"), { name: "pager", ...pager, mention: undefined });
    assert.deepEqual([owners.get("Platform"), events.get("failed")], [["ops"], ["owner", "pager"]]);
  });
});

describeRules({
  "the notices": [
    passes("a channel in a file", withChannel({ url: { file: "/run/secrets/ops" } })),
    passes("a group of Slack by its ID", withChannel({ mention: "<!subteam^S0123>" })),
    trips("an address itself", withChannel({ url: "https://x" }), `notices.channels.ops.url: not allowed. ${kept}`),
    trips(
      "a variable's name that is none",
      withChannel({ url: { env: "https://x" } }),
      `notices.channels.ops.url.env: not allowed. ${kept}`,
    ),
    trips("no address", withChannel({ url: undefined }), `notices.channels.ops.url: missing. ${kept}`),
    trips(
      "a key of Slack",
      withChannel({ key: { env: "K" } }),
      "notices.channels.ops.key: not allowed here. Take it out: only a channel of the kind webhook has it.",
    ),
    trips(
      "a mention that is none",
      withChannel({ mention: "all of you" }),
      "notices.channels.ops.mention: not allowed. Set it to whom to mention, such as @oncall.",
    ),
    trips(
      "a channel by the owners' word",
      withNotices({ channels: { owner: ops } }),
      "notices.channels.owner: not allowed as a channel's name. Name it with at most 40 lower-case letters, digits and hyphens, and not owner.",
    ),
    trips(
      "an event that is none",
      withNotices({ channels: { ops }, events: { "rotation-completed": ["ops"] } }),
      "notices.events.rotation-completed: unknown key. Did you mean rotation-complete? Allowed here: rotation-complete, incident-opened, incident-45-minutes, incident-closed, failed, overdue.",
    ),
    trips(
      "a channel that is not there",
      withNotices({ channels: { ops }, events: { failed: ["opss"] } }),
      "notices.events.failed[0]: not allowed. Did you mean ops? Set it to one of: ops, owner.",
    ),
    trips(
      "an owner's channel that is not there",
      withNotices({ channels: { ops }, owners: { Platform: ["owner"] } }),
      "notices.owners.Platform[0]: not allowed. Set it to one of: ops.",
    ),
    trips(
      "an unknown key",
      withNotices({ channel: {} }),
      "notices.channel: unknown key. Did you mean channels? Allowed here: channels, owners, events.",
    ),
    trips(
      "a list",
      withNotices([]),
      "notices: not allowed. Set it to a mapping such as { channels: …, owners: …, events: … }.",
    ),
  ],
});
