import assert from "node:assert/strict";
import { effectiveGroups, noGroup, type Groupable } from "../../rotation/groups.ts";

const database = (logicalName: string, group?: string): Groupable => ({
  ...{ logicalName, class: "database", connections: true },
  group,
});
const byDefault = "database (default)";

/** The groups, as an object with sorted keys. */
function groupsOf(secrets: readonly Groupable[], ...together: readonly string[][]): Record<string, string> {
  return Object.fromEntries([...effectiveGroups(secrets, together)].sort());
}

describe("the groups of secrets", () => {
  it("are those that are declared, of whatever class, and whoever has the secrets", () => {
    const secrets = [
      { ...database("client", "sso"), connections: false },
      { ...database("cookie", "sso"), class: "other" },
    ];
    assert.deepEqual(groupsOf(secrets), { client: "sso", cookie: "sso" });
  });

  it("are by default two with connections that a service has together", () => {
    assert.deepEqual(groupsOf([database("writer"), database("reader")], ["writer", "reader", "session"]), {
      reader: byDefault,
      writer: byDefault,
    });
  });

  it("are none of secrets that no service has together, of other classes, or without connections", () => {
    const [writer, reader] = [database("writer"), database("reader")];
    assert.deepEqual(groupsOf([writer, reader], ["writer"], ["reader"]), {});
    assert.deepEqual(groupsOf([writer, { ...reader, class: "queue" }], ["writer", "reader"]), {});
    assert.deepEqual(groupsOf([writer, { ...reader, connections: false }], ["writer", "reader"]), {});
  });

  it("go over a chain of services, and leave out who has only one of them", () => {
    const secrets = [database("a"), database("b"), database("c"), database("d"), database("e")];
    assert.deepEqual(groupsOf(secrets, ["a", "b"], ["c", "b"], ["d"], ["a"], ["e"]), {
      a: byDefault,
      b: byDefault,
      c: byDefault,
    });
  });

  it("are two of the same name where no service links them: what holds is what a service has together", () => {
    const secrets = [database("a"), database("b"), database("c"), database("d")];
    assert.deepEqual(Object.keys(groupsOf(secrets, ["a", "b"], ["c", "d"])), ["a", "b", "c", "d"]);
  });

  it("leave out a secret that is declared to have none, and link nothing over it", () => {
    const secrets = [database("a"), database("b", noGroup), database("c")];
    assert.deepEqual(groupsOf(secrets, ["a", "b"], ["b", "c"]), {});
    assert.deepEqual(groupsOf(secrets, ["a", "b", "c"]), { a: byDefault, c: byDefault });
  });

  it("take in the other secret of a pair when only one declares a group", () => {
    assert.deepEqual(groupsOf([database("writer", "roles"), database("reader")], ["writer", "reader"]), {
      reader: "roles",
      writer: "roles",
    });
  });

  it("are the first one by name where several declared ones are linked, and stay two where both are declared", () => {
    const secrets = [database("a", "roles"), database("b"), database("c", "others")];
    assert.deepEqual(groupsOf(secrets, ["a", "b"], ["b", "c"]), { a: "roles", b: "others", c: "others" });
    assert.deepEqual(groupsOf([database("a", "x"), database("b", "y")], ["a", "b"]), { a: "x", b: "y" });
  });

  it("are the same when they are found once more", () => {
    const secrets = [database("a"), database("b"), database("c", noGroup), database("d", "roles"), database("e")];
    const together = [
      ["a", "b", "c"],
      ["d", "e"],
    ];
    const once = groupsOf(secrets, ...together);
    const again = secrets.map((secret) => ({ ...secret, group: once[secret.logicalName] ?? secret.group }));
    assert.deepEqual(groupsOf(again, ...together), once);
  });
});
