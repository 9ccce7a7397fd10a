import { ownerAndCadence as policy } from "../../policy/owner-and-cadence.ts";
import { types } from "../../policy/resources.ts";
import {
  assertPasses,
  assertTrips,
  dockerService,
  having,
  record,
  secret,
  unknown,
  versionedSecret,
  type TestResource,
} from "./support.ts";

describe("owner-and-cadence", () => {
  it("takes a secret with all three, and its versions with the labels they were made with", async () => {
    await assertPasses(policy, [versionedSecret("db_writer"), secret("db_writer", 4)]);
  });

  const faults: [string, Record<string, unknown>, string, string][] = [
    [
      "no class",
      { secretClass: undefined },
      "db_writer has no known class.",
      "db_writer.class to one of: swarm-infra,",
    ],
    ["an unknown class", { secretClass: "other" }, "has no known class.", "database, sso, deploy-token, tenant-api"],
    ["no owner", { owner: undefined }, "has no owner.", "Set busflow-secrets:secrets.db_writer.owner to who answers"],
    ["an empty owner", { owner: "" }, "has no owner.", "docs/runbook.md#owners-and-cadence"],
    ["no cadence", { cadence: undefined }, "has no known cadence.", "db_writer.cadence to one of: quarterly, annually"],
    ["an unknown cadence", { cadence: "never" }, "has no known cadence.", "quarterly"],
    [
      "a longer cadence than its class allows",
      { cadence: "annually" },
      "db_writer is rotated annually; class swarm-infra demands quarterly.",
      "Set busflow-secrets:secrets.db_writer.cadence to quarterly.",
    ],
  ];
  for (const [what, props, problem, remedy] of faults) {
    it(`refuses ${what}`, async () => {
      await assertTrips(policy, [versionedSecret("db_writer", props)], problem, remedy);
    });
  }

  it("takes the longest cadence where the class allows it, and a shorter one", async () => {
    for (const cadence of ["annually", "quarterly"]) {
      await assertPasses(policy, [versionedSecret("tenant_api", { secretClass: "tenant-api", cadence })]);
    }
  });

  describe("of a secret without a component", () => {
    const bare = (labels: Record<string, unknown>): TestResource =>
      having({ ...secret("db_writer", 4), urn: `urn:pulumi:proof::busflow-secrets::${types.secret}::x` }, (props) => {
        props["labels"] = Object.entries(labels).map(([label, value]) => ({ label: `busflow.${label}`, value }));
      });
    const labels = { class: "tenant-api", owner: "Platform", cadence: "annually" };

    it("goes by its labels", async () => {
      await assertPasses(policy, [bare(labels)]);
      await assertTrips(policy, [bare({ ...labels, cadence: undefined })], "Set its label busflow.cadence to one of");
      await assertTrips(policy, [bare({ ...labels, class: "sso" })], "class sso demands quarterly");
    });

    it("says nothing while they are not known", async () => {
      await assertPasses(policy, [bare({ ...labels, owner: unknown })]);
      await assertPasses(policy, [{ ...bare({}), props: { labels: unknown } }]);
    });
  });

  it("looks at nothing but secrets", async () => {
    await assertPasses(policy, [dockerService("busflow_api", []), record("db_writer")]);
  });

  it("says nothing of what the preview does not know", async () => {
    for (const field of ["secretClass", "owner", "cadence"]) {
      await assertPasses(policy, [versionedSecret("db_writer", { [field]: unknown })]);
    }
  });
});
