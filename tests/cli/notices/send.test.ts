// How a notice is sent, to a server that stands for Slack and says so.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import type { Channel } from "../../../inventory/notices.ts";
import type { Notice } from "../../../cli/notices/notice.ts";
import { send } from "../../../cli/notices/send.ts";
import { FakeReceiver } from "./fake-receiver.ts";

const sender = { namespace: "shop", stack: "prod" };
const pauses = [5, 5];

const happening = {
  ...{ event: "rotation-complete" as const, id: "rotation-complete/db/2/2026-11-28T01:00:00Z" },
  ...{ at: "2026-11-28T01:00:00Z", secrets: ["db"], owners: ["Platform"] },
  ...{ cells: ["db", "v1 → v2", "api, <worker> & `co`", "3 of 3"], isReady: true },
};

describe("a notice", () => {
  let receiver: FakeReceiver;

  beforeEach(async () => {
    receiver = await FakeReceiver.start();
  });

  afterEach(async () => {
    await receiver.stop();
  });

  const slack: Channel = { name: "ops", kind: "slack", url: { env: "OPS" }, key: undefined, mention: "@oncall" };
  const webhook: Channel = { ...slack, kind: "webhook", key: { env: "KEY" }, mention: undefined };
  const notice = (channel: Channel, event: Notice["event"] = "rotation-complete"): Notice => {
    return { event, channel, happenings: [{ ...happening, event }] };
  };
  const sent = (what: Notice, env: Record<string, string> = {}): Promise<string | undefined> =>
    send(what, sender, { OPS: receiver.url("/hook/T0/B0"), KEY: "k", ...env }, pauses);

  it("goes to Slack as a table, of which nothing is read as Slack's own signs", async () => {
    assert.equal(await sent(notice(slack)), undefined);
    const { text, link_names: linked } = JSON.parse(receiver.received[0]?.body ?? "") as Record<string, unknown>;
    assert.equal(
      text,
      [
        "*shop · prod: rotation complete*",
        "```",
        "SECRET  VERSION  SERVICES              REPLICAS",
        "db      v1 → v2  api, &lt;worker&gt; &amp; 'co'  3 of 3",
        "```",
      ].join("\n"),
    );
    assert.equal(linked, true);
  });

  it("mentions the group of its channel when it is about an incident, and nobody else's", async () => {
    await sent(notice(slack, "incident-opened"));
    const { text } = JSON.parse(receiver.received[0]?.body ?? "") as { text: string };
    assert.ok(text.startsWith("@oncall *shop · prod: incident opened*"), text);
  });

  it("goes to a webhook as documented, signed with its key and the time", async () => {
    assert.equal(await sent(notice(webhook)), undefined);
    const [{ headers, body } = assert.fail()] = receiver.received;
    const { id, at, secrets, owners } = happening;
    assert.deepEqual(JSON.parse(body), {
      ...{ version: 1, event: "rotation-complete", ...sender, title: "shop · prod: rotation complete" },
      happenings: [{ id, at, secrets, owners, text: "db, v1 → v2, api, <worker> & `co`, 3 of 3" }],
    });
    const time = String(headers["x-secrets-timestamp"]);
    const digest = createHmac("sha256", "k").update(`${time}.${body}`).digest("hex");
    assert.equal(headers["x-secrets-signature"], `sha256=${digest}`);
    assert.ok(Math.abs(Number(time) - Date.now() / 1000) < 60);
  });

  it("is not signed without a key", async () => {
    await sent(notice({ ...webhook, key: undefined }));
    assert.equal(receiver.received[0]?.headers["x-secrets-signature"], undefined);
  });

  for (const channel of [slack, webhook]) {
    it(`is tried again where that may help, to a ${channel.kind}`, async () => {
      receiver.answers.push(503, 502);
      assert.equal(await sent(notice(channel)), undefined);
      assert.equal(receiver.received.length, 3);
      receiver.answers.push(503, 503, 503);
      assert.equal(await sent(notice(channel)), "HTTP 503");
      receiver.answers.push(404);
      assert.equal(await sent(notice(channel)), "HTTP 404");
      assert.equal(receiver.received.length, 7);
    });

    it(`never shows the address that could not be reached, of a ${channel.kind}`, async () => {
      assert.equal(await sent(notice(channel), { OPS: "https://canary-c4n4ry.invalid/T0/B0" }), "no answer");
      for (const OPS of ["http://example.com/c4n4ry", "c4n4ry"])
        assert.equal(await sent(notice(channel), { OPS }), "what the variable OPS has is no https:// address");
      assert.equal(await sent(notice(channel), { OPS: "" }), "the variable OPS is not set");
      const elsewhere = { ...channel, url: { file: "/nowhere/c4n4ry" } };
      assert.equal(await sent(notice(elsewhere)), "the file /nowhere/c4n4ry cannot be read");
    });
  }

  it("is not sent unsigned where its key is not there", async () => {
    assert.equal(await sent(notice(webhook), { KEY: "" }), "the variable KEY is not set");
    assert.deepEqual(receiver.received, []);
  });
});
