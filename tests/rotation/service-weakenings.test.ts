import assert from "node:assert/strict";
import { weakenings } from "../../rotation/weakenings.ts";
import { guardsAfter, itIsSame, itReplaces, itWeakens, secret, service, type Change } from "./guarded-config.ts";

describe("a change of how services are flipped, or see their secrets,", () => {
  const weaker: Record<string, [change: Change, ...what: string[]]> = {
    "a secret is taken off a binding": [
      (config) => (service(config, "worker").secrets = ["hook"]),
      "services.worker.secrets: db_writer → none",
    ],
    "a secret is taken off a binding whose service has another key": [
      (config) => {
        config.services["batch"] = { ...service(config, "worker"), serviceName: "shop_worker", secrets: ["hook"] };
        delete config.services["worker"];
      },
      "services.batch.secrets: db_writer → none",
    ],
    "a secret's file is another user's": [
      (config) => (service(config, "worker").secrets[0] = { name: "db_writer", mode: "0400", uid: 1000 }),
      "services.worker.secrets.db_writer.readers: root → uid 1000",
    ],
    "a secret's file may be read by more users": [
      (config) => (service(config, "worker").secrets[0] = { name: "db_writer", mode: "0440" }),
      "services.worker.secrets.db_writer.mode: 0400 → 0440",
    ],
    "a second file of a secret may be read by more users": [
      (config) => service(config, "worker").secrets.push({ name: "db_writer", target: "again", mode: "0404" }),
      "services.worker.secrets.db_writer.mode: 0400 → 0404",
    ],
    "a probe is taken off": [
      (config) => delete service(config, "api")["probe"],
      "services.api.probe: http :80/healthz 200 → none",
    ],
    "a probe asks Swarm instead of the replicas": [
      (config) => (service(config, "api")["probe"] = { kind: "healthcheck" }),
      "services.api.probe: http :80/healthz 200 → healthcheck",
    ],
    "a health check is no probe any more": [
      (config) => delete service(config, "worker")["probe"],
      "services.worker.probe: healthcheck → none",
    ],
    "a service does not go back any more": [
      (config) => (service(config, "worker")["onFailure"] = "stop"),
      "services.worker.onFailure: revert → stop",
    ],
    "the canary goes with the others": [(config) => delete service(config, "api")["wave"], "services.api.wave: 0 → 1"],
    "a service goes with the canary": [
      (config) => (service(config, "worker")["wave"] = 0),
      "services.worker.wave: 1 → 0",
    ],
    "a service goes before the canary": [
      (config) => {
        service(config, "api")["wave"] = 1;
        service(config, "worker")["wave"] = 0;
        service(config, "hasura")["wave"] = 0;
      },
      "services.hasura.wave: 1 → 0",
      "services.worker.wave: 1 → 0",
    ],
    "a service without the canary's secrets is the canary": [
      (config) => {
        service(config, "api")["wave"] = 1;
        service(config, "jobs")["wave"] = 0;
      },
      "services.api.wave: 0 → 1",
    ],
  };
  itWeakens(weaker);

  itReplaces({
    "a secret is taken off a binding, and all services get other names by another namespace": [
      (config) => {
        config["namespace"] = "store";
        service(config, "worker").secrets = ["hook"];
      },
      ["services.worker.secrets: db_writer → none", "namespace: shop → store"],
      ["namespace: store → shop"],
    ],
    "a probe is taken off a service that gets another name": [
      (config) => {
        delete service(config, "api")["probe"];
        service(config, "api")["serviceName"] = "shop_backend";
        secret(config, "db_writer")["dependants"] = ["api", "monitoring_exporter"];
      },
      ["services.api.probe: http :80/healthz 200 → none", "services.api.serviceName: shop_api → shop_backend"],
      ["services.api.serviceName: shop_backend → shop_api"],
    ],
    "a secret's file is another group's": [
      (config) => (service(config, "jobs").secrets[0] = { name: "key", mode: "0440", uid: 7, gid: 9 }),
      ["services.jobs.secrets.key.readers: gid 8, uid 7 → gid 9"],
      ["services.jobs.secrets.key.readers: gid 9, uid 7 → gid 8"],
    ],
  });

  const same: Record<string, Change> = {
    "a service gets another key": (config) => {
      config.services["batch"] = { ...service(config, "worker"), serviceName: "shop_worker" };
      delete config.services["worker"];
    },
    "a secret's file moves": (config) =>
      (service(config, "worker").secrets[0] = { name: "db_writer", mode: "0400", target: "other" }),
    "a file that all may read is another user's": (config) =>
      (service(config, "hasura").secrets[0] = { name: "db_writer", uid: 1000, gid: 1000 }),
    "a file is root's, or that of a group that may not read it": (config) =>
      (service(config, "jobs").secrets[0] = { name: "key", mode: "0400", uid: 0, gid: 9 }),
    "a secret's file may be read by fewer users": (config) =>
      (service(config, "hasura").secrets[0] = { name: "db_writer", mode: "0400" }),
    "a probe has more patience": (config) => (service(config, "api")["probe"] = { port: 80, seconds: 60 }),
    "a probe asks the replicas instead of Swarm": (config) =>
      (service(config, "worker")["probe"] = { kind: "exec", command: ["check"] }),
    "another service takes the canary's place": (config) => {
      service(config, "api")["wave"] = 1;
      service(config, "worker")["wave"] = 0;
    },
    "waves get other numbers": (config) => {
      service(config, "api")["wave"] = 3;
      for (const name of ["worker", "hasura"]) service(config, name)["wave"] = 7;
    },
  };
  itIsSame(same);

  it("is not found of what a state from before does not have", () => {
    const before = structuredClone(guardsAfter());
    for (const service of Object.values(before.services)) Reflect.deleteProperty(service, "readers");
    const change: Change = (config) => (service(config, "jobs").secrets[0] = { name: "key", mode: "0440", uid: 9 });
    assert.deepEqual(weakenings(before, guardsAfter(change)), []);
  });

  const asked: Record<string, [probe: object, text: string]> = {
    "another path": [{ port: 80, path: "/" }, "http :80/ 200"],
    "another port": [{ port: 81 }, "http :81/healthz 200"],
    "for another status": [{ port: 80, status: 404 }, "http :80/healthz 404"],
    "from another image": [{ port: 80, image: "busybox" }, "http :80/healthz 200 from busybox"],
    "by a command": [{ kind: "exec", command: ["true"] }, "exec 8894cdad26ef749f"],
  };
  for (const [what, [probe, text]] of Object.entries(asked)) {
    it(`needs a reviewer when a probe asks ${what}, as nobody else can tell what that proves`, () => {
      const change: Change = (config) => (service(config, "api")["probe"] = probe);
      assert.deepEqual(
        weakenings(guardsAfter(), guardsAfter(change)).map((one) => one.what),
        [`services.api.probe: http :80/healthz 200 → ${text}`],
      );
    });
  }
});
