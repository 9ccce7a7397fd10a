import { bindingTargetStable as policy } from "../../policy/binding-target-stable.ts";
import assert from "node:assert/strict";
import { malformedTargets, versionedTargets, wellFormedTargets } from "../rotation/targets.ts";
import { assertPasses, assertTrips, binding, bound, dockerService, secret, unknown, violations } from "./support.ts";

function seen(...secrets: Record<string, unknown>[]) {
  const names = ["db_writer", "db_reader", "session_key"];
  return [
    binding(
      "api",
      Object.assign({}, ...secrets.map((props, i) => bound(names[i] ?? "", 5, props))) as object as Record<
        string,
        unknown
      >,
    ),
  ];
}

describe("binding-target-stable", () => {
  it("takes a binding as the program declares it", async () => {
    await assertPasses(policy, seen({}, {}, { mode: "0400", target: "/etc/key.pem" }));
    await assertPasses(policy, [secret("db_writer", 5)]);
  });

  for (const target of ["/run/secrets/db.V12", "/etc/uri-v5.pem", ...versionedTargets]) {
    it(`refuses ${target}, which a rotation would change`, async () => {
      const problem = `api sees busflow_db_writer_v5 at ${target}, which holds a version`;
      await assertTrips(policy, seen({ target }), problem, "docs/runbook.md#bindings");
    });
  }

  for (const target of ["db_writer", ...wellFormedTargets]) {
    it(`takes ${target}, in which no version of the secret stands`, async () => {
      await assertPasses(policy, seen({ target }));
    });
  }

  for (const target of malformedTargets) {
    it(`refuses ${JSON.stringify(target)}, as the program does`, async () => {
      await assertTrips(policy, seen({ target }), "which is not a target", "Set it to a file name");
    });
  }

  for (const mode of ["0446", "0222", "0644", "0555", "0777", "0440"]) {
    const isNarrow = mode === "0440";
    it(`${isNarrow ? "takes" : "refuses"} mode ${mode}`, async () => {
      if (isNarrow) await assertPasses(policy, seen({ mode }));
      else await assertTrips(policy, seen({ mode }), `with mode ${mode}, wider than 0444`, "Set a narrower mode");
    });
  }

  it("takes a docker.Service's secret whose own name looks like one of a version, in a namespace with underscores", async () => {
    const at = (target: string) => [
      dockerService("acme_prod_api", [{ secretName: "acme_prod_api-v2_v3", secretId: "s", fileName: target }]),
    ];
    for (const target of ["acme_prod_api-v2", "api-v2", "/etc/api-v2"]) await assertPasses(policy, at(target));
    await assertTrips(policy, at("api-v2_v3"), "which holds a version");
  });

  it("goes by the widest mode that it is set to", async () => {
    assert.deepEqual(await violations(policy, seen({ mode: "0400" }), { widestMode: "0400" }), []);
    const [message = ""] = await violations(policy, seen({ mode: "0440" }), { widestMode: "0400" });
    assert.match(message, /with mode 0440, wider than 0400/);
    await assert.rejects(violations(policy, seen({}), { widestMode: "400" }), /widestMode/);
    // The program refuses what is wider than 0444, whatever the pack is told.
    await assert.rejects(violations(policy, seen({}), { widestMode: "0644" }), /widestMode/);
  });

  it("refuses two secrets at one path, also when it is spelt in two ways", async () => {
    const problem = "api sees both busflow_db_writer_v5 and busflow_db_reader_v5 at /run/secrets/x.";
    for (const target of ["x", "/run/secrets/x"]) {
      await assertTrips(policy, seen({ target: "x" }, { target }), problem);
    }
    for (const target of ["/run//secrets/./x", "./x", "y/../x", "x/", "/run/secrets/y/../x"]) {
      const [malformed = "", ...rest] = await violations(policy, seen({ target: "x" }, { target }));
      assert.ok(malformed.includes("which is not a target"), target);
      assert.equal(rest.length, 1, target);
      assert.ok(rest[0]?.includes(problem), rest[0]);
    }
  });

  it("takes one file name in two directories, and one path in two services", async () => {
    await assertPasses(policy, seen({ target: "x" }, { target: "/etc/x" }));
    await assertPasses(policy, [...seen({ target: "x" }), binding("worker", bound("db_reader", 5, { target: "x" }))]);
  });

  it("looks at a service's own spec as well", async () => {
    const own = (fields: Record<string, unknown>) => [
      dockerService("busflow_api", [{ secretName: "busflow_db_writer_v5", secretId: unknown, ...fields }]),
    ];
    await assertTrips(policy, own({ fileName: "/run/secrets/busflow_db_writer_v5" }), "which holds a version");
    await assertTrips(policy, own({ fileName: "x", fileMode: 0o644 }), "with mode 0644");
    await assertPasses(policy, own({ fileName: "busflow_db_writer", fileMode: 0o444 }));
  });

  it("says nothing of what the preview does not know, and still looks at the rest", async () => {
    await assertPasses(policy, seen({ target: unknown, mode: unknown, secretName: unknown }));
    await assertPasses(policy, [binding("api", {}, { secrets: unknown })]);
    await assertTrips(policy, seen({ target: unknown, mode: "0666" }), "with mode 0666");
    await assertTrips(policy, seen({ secretName: unknown, target: "x_v5" }), "api sees a secret at x_v5");
  });
});
