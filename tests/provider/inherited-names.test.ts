import assert from "node:assert/strict";
import { boundSecrets } from "../../provider/bound-secrets.ts";
import { weighVerifications } from "../../rotation/verifications.ts";

// Every object inherits something called so.
const name = "constructor";

describe("a name that every object inherits", () => {
  it("is a secret's like any other: a refresh shows no change of it", () => {
    const reference = {
      secretName: `busflow_${name}_v1`,
      secretId: "s1",
      target: name,
      uid: "0",
      gid: "0",
      mode: 0o444,
    };
    const secrets = boundSecrets([reference], "busflow");
    assert.deepEqual(Object.keys(secrets), [name]);
    assert.equal(secrets[name]?.secretName, `busflow_${name}_v1`);
  });

  it("is a service's like any other: it is not verified because of that", () => {
    const rotation = { namespace: "busflow", secret: "key", current: 1, consumers: [name], verifications: {} };
    assert.deepEqual(weighVerifications(rotation), { fresh: [], unverified: [name] });
  });
});
