import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { quietSdk } from "../../pulumi-sdk/quiet.ts";

describe("the SDK in this program", () => {
  const { debug } = pulumi.log;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- only put back
  const { prepareStackTrace } = Error;

  afterEach(() => {
    Object.assign(pulumi.log, { debug });
    Object.assign(Error, { prepareStackTrace });
  });

  it("sends no debug message, as they hold what the engine answers", async () => {
    const sent: unknown[] = [];
    Object.assign(pulumi.log, { debug: (message: unknown) => Promise.resolve(sent.push(message)) });
    quietSdk();
    await pulumi.log.debug("RegisterResource RPC finished: resource:a; err: null, resp: urn,,,\nc4n4ry,\n,");
    assert.deepEqual(sent, []);
  });

  it("looks nothing up in source maps for a stack trace", () => {
    let lookups = 0;
    Error.prepareStackTrace = () => (lookups += 1);
    quietSdk();
    assert.match(new Error("here").stack ?? "", /quiet\.test\.ts/);
    assert.equal(lookups, 0);
  });
});
