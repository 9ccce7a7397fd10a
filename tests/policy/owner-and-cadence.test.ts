import { ownerAndCadence as policy } from "../../policy/owner-and-cadence.ts";
import { resourceTypes } from "../../rotation/contract.ts";
import { classes } from "../support/classes.ts";
import { useStackConfig } from "./compose.ts";
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
  const configure = useStackConfig();
  beforeEach(() => {
    configure({ classes });
  });

  it("takes a secret with all three, and its versions with the labels they were made with", async () => {
    await assertPasses(policy, [versionedSecret("db_writer"), secret("db_writer", 4)]);
  });

  const faults: [string, Record<string, unknown>, string, string][] = [
    [
      "no class",
      { secretClass: undefined },
      "db_writer has no known class.",
      "Set class to one of: database, deploy-token,",
    ],
    [
      "an unknown class",
      { secretClass: "other" },
      "has no known class.",
      "sso, swarm-infra, tenant-api; or declare it under classes in the stack config.",
    ],
    ["no owner", { owner: undefined }, "has no owner.", "Set owner to who answers"],
    ["an empty owner", { owner: "" }, "has no owner.", "docs/runbook.md#owners-and-cadence"],
    [
      "no cadence",
      { cadence: undefined },
      "has no known cadence.",
      "Set cadence to one of: monthly, quarterly, annually; or to a number of days.",
    ],
    ["an unknown cadence", { cadence: "never" }, "has no known cadence.", "quarterly"],
    [
      "a longer cadence than its class allows",
      { cadence: "annually" },
      "shop:secrets.db_writer.cadence: db_writer is rotated annually; class swarm-infra demands quarterly.",
      "Set cadence to quarterly.",
    ],
  ];
  for (const [what, props, problem, remedy] of faults) {
    it(`refuses ${what}`, async () => {
      await assertTrips(policy, [versionedSecret("db_writer", props)], problem, remedy);
    });
  }

  it("goes by the classes that the config declares, and by days", async () => {
    const monthly = versionedSecret("db_writer", { secretClass: "pins", owner: "Acme", cadence: 38 });
    await assertTrips(policy, [monthly], "has no known class.");
    configure({ classes: { pins: { owner: "Acme", cadence: "monthly" } } });
    await assertTrips(policy, [monthly], "db_writer is rotated every 38 days; class pins demands monthly.");
    await assertTrips(policy, [versionedSecret("db_writer")], "Set class to one of: pins;");
    configure({ classes: { pins: { owner: "Acme", cadence: 38 } } });
    await assertPasses(policy, [monthly]);
  });

  it("says how classes are declared where none is, and which one has a fault", async () => {
    configure({});
    await assertTrips(policy, [versionedSecret("db_writer")], "Declare the classes under classes in the stack config,");
    configure({ classes: { "swarm-infra": { owner: "Platform" } } });
    await assertTrips(policy, [versionedSecret("db_writer")], "Correct classes.swarm-infra in the stack config,");
  });

  it("takes the longest cadence where the class allows it, and a shorter one", async () => {
    for (const cadence of ["annually", "quarterly"]) {
      await assertPasses(policy, [versionedSecret("tenant_api", { secretClass: "tenant-api", cadence })]);
    }
  });

  describe("of a secret without a component", () => {
    const bare = (labels: Record<string, unknown>): TestResource =>
      having(
        { ...secret("db_writer", 4), urn: `urn:pulumi:proof::busflow-secrets::${resourceTypes.secret}::x` },
        (props) => {
          props["labels"] = Object.entries(labels).map(([label, value]) => ({ label: `busflow.${label}`, value }));
        },
      );
    const labels = { class: "tenant-api", owner: "Platform", cadence: "annually" };

    it("goes by its labels", async () => {
      await assertPasses(policy, [bare(labels)]);
      await assertTrips(policy, [bare({ ...labels, cadence: undefined })], "Set its label busflow.cadence to one of");
      await assertTrips(policy, [bare({ ...labels, class: "sso" })], "class sso demands quarterly");
      await assertPasses(policy, [bare({ ...labels, class: "sso", cadence: "30" })]);
      await assertTrips(policy, [bare({ ...labels, class: "sso", cadence: "120" })], "is rotated every 120 days;");
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
