import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { withholdResponses } from "../../components/debug-log.ts";

type Debug = typeof pulumi.log.debug;

describe("the SDK's debug log", () => {
  const { debug } = pulumi.log;
  let logged: Parameters<Debug>[] = [];

  beforeEach(() => {
    logged = [];
    const record: Debug = (...call) => {
      logged.push(call);
      return Promise.resolve();
    };
    Object.assign(pulumi.log, { debug: record });
    withholdResponses();
  });

  afterEach(() => {
    Object.assign(pulumi.log, { debug });
  });

  it("does not show what the engine answers", async () => {
    await pulumi.log.debug(
      "RegisterResource RPC finished: resource:a; err: null, resp: urn,,,\nc4n4ry,\n,",
      undefined,
      3,
    );
    assert.deepEqual(logged, [["RegisterResource RPC finished: resource:a; err: null", undefined, 3]]);
  });

  it("shows everything else", async () => {
    await pulumi.log.debug("Registering resource: t=a, name=b");
    assert.deepEqual(logged, [["Registering resource: t=a, name=b"]]);
  });
});
