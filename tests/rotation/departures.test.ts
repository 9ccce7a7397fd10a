import { guardsAfter, itIsSame, itReplaces, itWeakens, secret, service, type Change } from "./guarded-config.ts";
import assert from "node:assert/strict";
import { weakenings } from "../../rotation/weakenings.ts";

describe("what leaves the stack", () => {
  const weaker: Record<string, [change: Change, ...what: string[]]> = {
    "a secret goes that a service has which stays": [
      (config) => {
        delete config.secrets["db_reader"];
        service(config, "api").secrets.pop();
      },
      "secrets.db_reader: used by api → none",
    ],
    "a service goes": [(config) => delete config.services["worker"], "services.worker: has db_writer, hook → none"],
    "a service goes together with its secret": [
      (config) => {
        delete config.services["jobs"];
        delete config.secrets["key"];
      },
      "services.jobs: has key → none",
    ],
    "a service is to be released": [
      (config) => (service(config, "worker")["release"] = true),
      "services.worker.release: none → true",
    ],
    "a secret is to be released with the service that has it": [
      (config) => {
        secret(config, "key")["release"] = true;
        service(config, "jobs")["release"] = true;
      },
      "secrets.key.release: none → true",
      "services.jobs.release: none → true",
    ],
  };
  itWeakens(weaker);

  itReplaces({
    "a secret gets another name": [
      (config) => {
        config.secrets["hook_url"] = secret(config, "hook");
        delete config.secrets["hook"];
        service(config, "worker").secrets = [{ name: "db_writer", mode: "0400" }, "hook_url"];
      },
      ["secrets.hook: used by worker → none"],
      ["secrets.hook_url: used by worker → none"],
    ],
    "a service comes back under another name with less": [
      (config) => {
        config.services["backend"] = { secrets: ["db_writer"] };
        delete config.services["worker"];
      },
      ["services.worker: has db_writer, hook → none"],
      ["services.backend: has db_writer → none"],
    ],
    "a service has another name on the Swarm": [
      (config) => (service(config, "worker")["serviceName"] = "shop_batch"),
      ["services.worker.serviceName: shop_worker → shop_batch"],
      ["services.worker.serviceName: shop_batch → shop_worker"],
    ],
    "all have other names by another namespace": [
      (config) => (config["namespace"] = "store"),
      ["namespace: shop → store"],
      ["namespace: store → shop"],
    ],
  });

  const same: Record<string, Change> = {
    "everything leaves the stack": (config) => {
      config["protect"] = false;
      config.secrets = {};
      config.services = {};
    },
    "a service gets another key": (config) => {
      config.services["batch"] = { ...service(config, "worker"), serviceName: "shop_worker" };
      delete config.services["worker"];
    },
  };
  itIsSame(same);

  const found = (before: Change, after: Change): string[] =>
    weakenings(guardsAfter(before), guardsAfter(after)).map(({ what }) => what);

  it("is no loss where it was released before", () => {
    const released: Change = (config) => {
      secret(config, "key")["release"] = true;
      service(config, "jobs")["release"] = true;
    };
    const gone: Change = (config) => {
      delete config.services["jobs"];
      delete config.secrets["key"];
    };
    assert.deepEqual(found(released, gone), []);
  });

  it("is no loss of a secret that no service has", () => {
    const unused: Change = (config) => (config.secrets["unused"] = { class: "token", current: 1 });
    assert.deepEqual(
      found(unused, () => undefined),
      [],
    );
  });

  it("may be a service with all that it has where nothing is protected, and not one whose secrets stay", () => {
    const open: Change = (config) => (config["protect"] = false);
    const whole: Change = (config) => {
      config["protect"] = false;
      delete config.services["jobs"];
      delete config.secrets["key"];
    };
    const part: Change = (config) => {
      config["protect"] = false;
      delete config.services["jobs"];
    };
    assert.deepEqual(found(open, whole), []);
    assert.deepEqual(found(open, part), ["services.jobs: has key → none"]);
  });
});
