import assert from "node:assert/strict";
import { resourceTypes } from "../../rotation/contract.ts";
import { secretNoOverwrite as policy } from "../../policy/secret-no-overwrite.ts";
import {
  assertPasses,
  assertTrips,
  dockerService,
  having,
  secret,
  unknown,
  violations,
  type TestResource,
} from "./support.ts";

describe("secret-no-overwrite", () => {
  const withOptions = (opts: TestResource["opts"]): TestResource => {
    const version = secret("db_writer", 4);
    return { ...version, opts: { ...version.opts, ...opts } };
  };
  const created = (version: number, id: string): TestResource =>
    having(secret("db_writer", version), (props) => {
      props["id"] = id;
    });
  const versions = [created(4, "id4"), secret("db_writer", 5)];
  const reference = (fields: Record<string, unknown>): TestResource =>
    dockerService("busflow_api", [{ fileName: "busflow_db_writer", secretId: unknown, ...fields }]);

  it("lets versions pass as the program declares them, beside each other", async () => {
    await assertPasses(policy, [...versions, secret("db_reader", 5)]);
  });

  it("refuses to delete a version before its replacement is there", async () => {
    const problem = "busflow_db_writer_v4 may be deleted and created anew";
    await assertTrips(policy, [withOptions({ deleteBeforeReplace: true })], problem, "docs/runbook.md#versions");
  });

  it("refuses to leave that to the Docker provider, which deletes first", async () => {
    const { opts, ...version } = secret("db_writer", 4);
    const others = Object.fromEntries(Object.entries(opts ?? {}).filter(([name]) => name !== "deleteBeforeReplace"));
    await assertTrips(policy, [{ ...version, opts: others }], "deleteBeforeReplace is not false");
  });

  for (const path of ["data", "name", "*", '["data"]']) {
    it(`refuses to ignore changes of ${path}`, async () => {
      const ignored = withOptions({ ignoreChanges: ["labels", path] });
      await assertTrips(policy, [ignored], "busflow_db_writer_v4 ignores changes of", "only labels may stand there");
    });
  }

  it("takes it that changes of labels are ignored, or of nothing", async () => {
    await assertPasses(policy, [withOptions({ ignoreChanges: ["labels"] })]);
    await assertPasses(policy, [withOptions({ ignoreChanges: [] })]);
    await assertPasses(policy, [withOptions({ ignoreChanges: ["labels[0].value", "nameless"] })]);
  });

  it("refuses a secret outside a VersionedSecret, also in another component", async () => {
    const version = secret("db_writer", 4);
    for (const parents of ["", "busflow:index:Other$", `${resourceTypes.versionedSecret}$busflow:index:Other$`]) {
      const urn = `urn:pulumi:proof::busflow-secrets::${parents}${resourceTypes.secret}::${version.name}`;
      await assertTrips(policy, [{ ...version, urn }], "busflow_db_writer_v4 is not declared by a VersionedSecret");
    }
  });

  it("takes a VersionedSecret that is part of another component", async () => {
    const version = secret("db_writer", 4);
    const urn =
      version.urn?.replace(resourceTypes.versionedSecret, `busflow:index:Other$${resourceTypes.versionedSecret}`) ?? "";
    await assertPasses(policy, [{ ...version, urn }]);
  });

  it("refuses two resources with one name, once for each but the first", async () => {
    const twice = { ...secret("db_writer", 4), name: "busflow_db_writer_v4_again" };
    const problem = "busflow_db_writer_v4 is declared more than once";
    await assertTrips(policy, [...versions, twice], problem);
    assert.equal((await violations(policy, [...versions, twice, { ...twice, name: "third" }])).length, 2);
  });

  it("says nothing of two names that the preview does not know", async () => {
    const nameless = having(secret("db_writer", 4), (props) => {
      props["name"] = unknown;
    });
    await assertPasses(policy, [nameless, { ...nameless, name: "another" }]);
    await assertPasses(policy, [nameless, reference({ secretName: "busflow_db_writer_v4" })]);
  });

  it("refuses a service's reference to a secret that the stack does not have", async () => {
    const foreign = reference({ secretName: "busflow_db_writer_v6" });
    const problem = "The service busflow_api refers to busflow_db_writer_v6, which is no version that this stack has";
    await assertTrips(policy, [...versions, foreign], problem, "bind it with a ServiceSecretBinding");
    await assertTrips(policy, [...versions, reference({ secretId: "id3", secretName: null })], "with the ID id3");
    await assertTrips(policy, [foreign], problem);
  });

  it("takes a reference to one of the stack's versions, by name or by ID", async () => {
    await assertPasses(policy, [...versions, reference({ secretName: "busflow_db_writer_v5" })]);
    await assertPasses(policy, [...versions, reference({ secretId: "id4" })]);
    await assertPasses(policy, [...versions, dockerService("busflow_api", []), dockerService("web", null)]);
  });

  it("says nothing of references that the preview does not know", async () => {
    for (const secrets of [unknown, [unknown], [{ secretId: unknown, secretName: unknown }]]) {
      await assertPasses(policy, [...versions, dockerService("busflow_api", secrets)]);
    }
    const bare = { ...dockerService("busflow_api", []), props: { name: "busflow_api", taskSpec: unknown } };
    await assertPasses(policy, [...versions, bare]);
    await assertPasses(policy, [{ ...bare, props: { name: "busflow_api", taskSpec: { containerSpec: unknown } } }]);
  });

  it("still refuses a foreign reference beside one that is not known", async () => {
    const foreign = { secretName: "elsewhere", secretId: "id9", fileName: "x" };
    await assertTrips(policy, [...versions, dockerService("busflow_api", [unknown, foreign])], "refers to elsewhere");
  });
});
