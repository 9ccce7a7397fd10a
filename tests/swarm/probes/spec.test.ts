import assert from "node:assert/strict";
import { containerTemplate, networkTemplate, probeSpec, type ProbedSpec } from "../../../swarm/probes/spec.ts";

/** A service with all that its probe could mistake for its own. */
const service = {
  Name: "busflow_api",
  Labels: { "com.docker.stack.namespace": "busflow" },
  Mode: { Replicated: { Replicas: 3 } },
  EndpointSpec: { Ports: [{ TargetPort: 8080, PublishedPort: 80 }] },
  TaskTemplate: {
    ContainerSpec: {
      Image: "busflow/api:7@sha256:0f",
      Labels: { "com.docker.stack.namespace": "busflow" },
      ...{ Command: ["/entry"], Args: ["serve"], Hostname: "api", TTY: true },
      ...{ Env: ["TOKEN_FILE=/run/secrets/token"], User: "7", Dir: "/app", Groups: ["8"], Hosts: ["192.0.2.1 db"] },
      ...{ DNSConfig: { Nameservers: ["192.0.2.2"] }, ReadOnly: true, CapabilityDrop: ["ALL"] },
      Healthcheck: { Test: ["CMD", "true"] },
      Mounts: [{ Type: "volume", Source: "data", Target: "/data" }],
      Secrets: [{ SecretID: "id", SecretName: "token_v5", File: { Name: "token", UID: "7", GID: "7", Mode: 0o400 } }],
      Configs: [{ ConfigID: "id", ConfigName: "settings" }],
    },
    Networks: [{ Target: "backend", Aliases: ["api"], DriverOpts: { a: "b" } }, { Target: "other" }],
    Placement: { Constraints: ["node.role==worker"], Platforms: [{ OS: "linux" }], MaxReplicas: 1 },
    Resources: { Reservations: { MemoryBytes: 1_000_000_000 } },
    LogDriver: { Name: "syslog" },
  },
};

/** As the Engine gets it. */
const sent = (value: object) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
const once = { Healthcheck: { Test: ["NONE"] }, StopGracePeriod: 1_000_000_000 };
const pinned = { Constraints: ["node.role==worker", "node.id==n1"], Platforms: [{ OS: "linux" }] };

describe("the spec of a probe", () => {
  const template = containerTemplate(service, ["check"]);
  const expires = new Date("2026-11-23T09:00:00Z");

  it("has of the service all that its credentials need, and nothing that its clients or its stack would take for it", () => {
    const { Secrets, Configs, Env, User, Dir, Groups, Hosts, DNSConfig, ReadOnly, CapabilityDrop, Image } =
      service.TaskTemplate.ContainerSpec;
    const kept = { Secrets, Configs, Env, User, Dir, Groups, Hosts, DNSConfig, ReadOnly, CapabilityDrop, Image };
    assert.deepEqual(sent(containerTemplate(service as ProbedSpec, ["check"], "n1")), {
      ContainerSpec: { ...kept, ...once, Command: ["check"] },
      Networks: [{ Target: "backend", DriverOpts: { a: "b" } }, { Target: "other" }],
      Placement: pinned,
      LogDriver: { Name: "none" },
    });
  });

  it("has of the service no more than its network, and its image with where that is, for questions over the network", () => {
    const question = { command: ["ask"], network: "backend", node: "n1" };
    const common = { Networks: [{ Target: "backend" }], LogDriver: { Name: "json-file" } };
    const { Image } = service.TaskTemplate.ContainerSpec;
    assert.deepEqual(sent(networkTemplate(service as ProbedSpec, { ...question, image: undefined })), {
      ...common,
      ContainerSpec: { ...once, Image, Command: ["ask"] },
      Placement: pinned,
    });
    assert.deepEqual(sent(networkTemplate(service as ProbedSpec, { ...question, image: "asker:1" })), {
      ...common,
      ContainerSpec: { ...once, Image: "asker:1", Command: ["ask"] },
      Placement: {},
    });
  });

  it("has a name of its own that the Engine takes, however long the service's is", () => {
    const names = ["busflow_api", "busflow_api", "x".repeat(48), "x".repeat(63)].map(
      (name) => probeSpec(name, template, expires, "1.41").Name,
    );
    assert.equal(new Set(names).size, 4);
    assert.match(names[0] ?? "", /^busflow_api_probe_[0-9a-f]{8}$/);
    for (const name of names.slice(2)) assert.match(name, /^x{48}_probe_[0-9a-f]{8}$/);
  });

  it("says whose probe it is and when it is a leftover, and nothing is ever restarted", () => {
    const { Labels, TaskTemplate } = probeSpec("busflow_api", template, expires, "1.41");
    assert.deepEqual(Labels, { "busflow.probe": "busflow_api", "busflow.probe-expires": "2026-11-23T09:00:00.000Z" });
    assert.deepEqual(TaskTemplate.RestartPolicy, { Condition: "none" });
  });

  it("is of a job only where removing one leaves nothing behind", () => {
    const modes = ["1.40", "1.42", "1.43", "1.100"].map(
      (apiVersion) => Object.keys(probeSpec("busflow_api", template, expires, apiVersion).Mode)[0],
    );
    assert.deepEqual(modes, ["Replicated", "Replicated", "ReplicatedJob", "ReplicatedJob"]);
  });
});
