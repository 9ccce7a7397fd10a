import assert from "node:assert/strict";
import { standingWeaknesses } from "../../rotation/weakenings.ts";
import { classOf, guardsAfter, itIsSame, itReplaces, itWeakens, secret, type Change } from "./guarded-config.ts";

describe("a change of the stack config", () => {
  const weaker: Record<string, [change: Change, ...what: string[]]> = {
    "protect is taken off": [(config) => (config["protect"] = false), "protect: true → false"],
    "previews need no Swarm": [(config) => (config["requireSwarm"] = false), "requireSwarm: true → false"],
    "previews need a Swarm by default only": [
      (config) => delete config["requireSwarm"],
      "requireSwarm: true → default",
    ],
    "the stack's retention gets shorter": [(config) => (config["retention"] = 72), "retention: 80 → 72"],
    "the stack's retention is left out": [(config) => delete config["retention"], "retention: 80 → 72"],
    "a compose file is not listed": [
      (config) => (config["composeFiles"] = ["docker/b.yml"]),
      "composeFiles: docker/a.yml → none",
    ],
    "no compose file is listed": [
      (config) => delete config["composeFiles"],
      "composeFiles: docker/a.yml → none",
      "composeFiles: docker/b.yml → none",
    ],
    "a deterministic column is not listed": [
      (config) => (config["tenantColumns"] = []),
      "tenantColumns: tenants.iban → none",
    ],
    "a class's cadence gets longer": [
      (config) => (classOf(config, "token")["cadence"] = "annually"),
      "classes.token.cadence: quarterly → annually",
    ],
    "a class's cadence gets longer in days": [
      (config) => (classOf(config, "token")["cadence"] = 99),
      "classes.token.cadence: quarterly → 99",
    ],
    "a class is one without connections": [
      (config) => {
        classOf(config, "database")["connections"] = false;
        delete secret(config, "db_writer")["dependants"];
      },
      "classes.database.connections: true → false",
    ],
    "a class's retention gets shorter": [
      (config) => (classOf(config, "database")["retention"] = 90),
      "classes.database.retention: 96 → 90",
    ],
    "a class has the stack's shorter retention": [
      (config) => delete classOf(config, "database")["retention"],
      "classes.database.retention: 96 → 80",
    ],
    "a secret's own cadence is left out": [
      (config) => delete secret(config, "db_reader")["cadence"],
      "secrets.db_reader.cadence: monthly → quarterly",
    ],
    "a secret's own cadence gets longer": [
      (config) => (secret(config, "db_reader")["cadence"] = 60),
      "secrets.db_reader.cadence: monthly → 60",
    ],
    "a secret's own cadence is left out, and its class's gets longer": [
      (config) => {
        delete secret(config, "db_reader")["cadence"];
        classOf(config, "database")["cadence"] = "annually";
      },
      "classes.database.cadence: quarterly → annually",
      "secrets.db_reader.cadence: monthly → annually",
    ],
    "a secret goes to a class with less of everything": [
      (config) => {
        secret(config, "db_writer")["class"] = "yearly";
        delete secret(config, "db_writer")["dependants"];
      },
      "secrets.db_writer.class: database → yearly (cadence: quarterly → annually, connections: true → false, retention: 96 → 80)",
    ],
    "a secret goes to a new class, which says less": [
      (config) => {
        config.classes["lax"] = { owner: "Platform", cadence: 3650 };
        secret(config, "hook")["class"] = "lax";
      },
      "secrets.hook.class: token → lax (cadence: quarterly → 3650)",
    ],
    "a generated value gets shorter": [
      (config) => (secret(config, "key")["source"] = { kind: "random", length: 39 }),
      "secrets.key.source: random, 40 characters → random, 39 characters",
    ],
    "a generated value has fewer characters to be made of": [
      (config) => (secret(config, "key")["source"] = { kind: "random", length: 40, special: false }),
      "secrets.key.source: random, 40 characters → random, 40 characters without special ones",
    ],
    "a value is generated no more": [
      (config) => delete secret(config, "key")["source"],
      "secrets.key.source: random, 40 characters → config",
    ],
    "a secret leaves its group": [
      (config) => (secret(config, "db_writer")["group"] = "none"),
      "secrets.db_writer.group: roles → none",
    ],
    "a secret goes to a group of its own": [
      (config) => (secret(config, "db_writer")["group"] = "writers"),
      "secrets.db_writer.group: roles → writers",
    ],
    "a group is taken apart": [
      (config) => {
        secret(config, "db_writer")["group"] = "writers";
        secret(config, "db_reader")["group"] = "readers";
      },
      "secrets.db_reader.group: roles → readers",
      "secrets.db_writer.group: roles → writers",
    ],
    "a dependant is not listed": [
      (config) => (secret(config, "db_writer")["dependants"] = ["api"]),
      "secrets.db_writer.dependants: monitoring_exporter → none",
    ],
    "no dependant is listed": [
      (config) => delete secret(config, "db_writer")["dependants"],
      "secrets.db_writer.dependants: monitoring_exporter → none",
      "secrets.db_writer.dependants: shop_api → none",
    ],
  };
  itWeakens(weaker);

  itReplaces({
    "a class has another owner": [
      (config) => (classOf(config, "token")["owner"] = "Observability"),
      ["classes.token.owner: Platform → Observability"],
      ["classes.token.owner: Observability → Platform"],
    ],
    "a secret has another owner than its class": [
      (config) => (secret(config, "hook")["owner"] = "Observability"),
      ["secrets.hook.owner: Platform → Observability"],
      ["secrets.hook.owner: Observability → Platform"],
    ],
    "a secret gets another owner by its class": [
      (config) => {
        config.classes["other"] = { owner: "Observability", cadence: "quarterly" };
        secret(config, "hook")["class"] = "other";
      },
      ["secrets.hook.class: token → other (owner: Platform → Observability)"],
      ["secrets.hook.class: other → token (owner: Observability → Platform)"],
    ],
  });

  const same: Record<string, Change> = {
    "nothing changes": () => undefined,
    "a generated value gets longer, of fewer characters": (config) =>
      (secret(config, "key")["source"] = { kind: "random", length: 43, special: false }),
    "a secret names the owner that its class has": (config) => (secret(config, "hook")["owner"] = "Platform"),
    "a secret is rotated": (config) => Object.assign(secret(config, "hook"), { current: 2, retain: [1] }),
    "everything leaves the stack, protection included": (config) => {
      config["protect"] = false;
      config.secrets = {};
      config.services = {};
    },
    "a new secret, class and service come": (config) => {
      config.classes["new"] = { owner: "Platform", cadence: "annually" };
      config.secrets["new"] = { class: "new", current: 1 };
      config.services["new"] = { secrets: ["new"], onFailure: "stop" };
    },
    "a group gets another name for all its members": (config) => {
      secret(config, "db_writer")["group"] = "database_roles";
      secret(config, "db_reader")["group"] = "database_roles";
    },
    "a secret comes to a group": (config) => (secret(config, "hook")["group"] = "roles"),
    "a class gets another name": (config) => {
      config.classes["postgres"] = classOf(config, "database");
      delete config.classes["database"];
      for (const name of ["db_writer", "db_reader"]) secret(config, name)["class"] = "postgres";
    },
    "a class that no secret has leaves the stack": (config) => delete config.classes["yearly"],
    "cadences get shorter": (config) => {
      classOf(config, "token")["cadence"] = 98;
      secret(config, "db_reader")["cadence"] = 37;
    },
    "a cadence is said that is the class's": (config) => (secret(config, "hook")["cadence"] = "quarterly"),
    "a dependant is named otherwise": (config) =>
      (secret(config, "db_writer")["dependants"] = ["monitoring_exporter", "shop_api"]),
    "a randomized column is not listed, and a deterministic one is randomized": (config) =>
      (config["tenantColumns"] = [{ table: "tenants", column: "iban", aead: "randomized" }]),
  };
  itIsSame(same);
});

describe("a stack that is not protected", () => {
  const unprotected = guardsAfter((config) => (config["protect"] = false));

  it("is weak as long as it stands, where others rely on it", () => {
    const [found, ...more] = standingWeaknesses(unprotected, true);
    assert.equal(found?.what, "protect: true → false");
    assert.deepEqual(more, []);
    assert.deepEqual(standingWeaknesses(unprotected, false), []);
    assert.deepEqual(standingWeaknesses(guardsAfter(), true), []);
  });
});
