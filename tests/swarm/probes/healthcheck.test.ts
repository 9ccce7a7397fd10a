import assert from "node:assert/strict";
import { connect, type Connection } from "../../../swarm/engine/client.ts";
import type { Replica } from "../../../swarm/engine/replica.ts";
import { checkProbe, probeService } from "../../../swarm/probes/probe.ts";
import { busyboxParts } from "../../../tools/sandbox/busybox.ts";
import { importImage } from "../../../tools/sandbox/local-image.ts";
import { eventually } from "../../support/eventually.ts";
import { tasks } from "../../support/services.ts";
import { assertRefused } from "../../support/swarm-refusal.ts";
import { engine } from "../../support/swarm.ts";
import { ProbedServices } from "./probed-services.ts";

const checkedImage = "busflow/probe-checked:test";

describe("a healthcheck probe", () => {
  let services: ProbedServices;
  let connection: Connection;
  const probe = { kind: "healthcheck" } as const;
  const healthy = { Test: ["CMD", "true"], Interval: 200_000_000 };

  before(async () => {
    services = await ProbedServices.create();
    connection = await connect();
    const changes = ["ENV PATH=/bin", "HEALTHCHECK --interval=200ms CMD true"];
    await importImage(engine, checkedImage, { ...(await busyboxParts()), changes });
  });
  after(async () => {
    await services.remove();
    await engine.getImage(checkedImage).remove({ force: true });
  });

  it("takes a service whose spec or image has a health check", async () => {
    for (const [name, container] of [
      ["own", { Healthcheck: healthy }],
      ["inherited", { Image: checkedImage }],
      ["adjusted", { Image: checkedImage, Healthcheck: { Interval: 300_000_000 } }],
      // Nobody has the image, and nobody needs it.
      ["elsewhere", { Image: "busflow/no-such-image:1", Healthcheck: healthy }],
    ] as const) {
      const { service } = await services.service(name, { replicas: 0, container });
      await checkProbe(connection, service, probe);
    }
  });

  it("is refused beforehand for a service of which no health check is known", async () => {
    for (const [name, container, reason] of [
      ["none", {}, "neither its spec nor its image has a health check"],
      ["off", { Image: checkedImage, Healthcheck: { Test: ["NONE"] } }, "its spec switches the health check off"],
      ["unknown", { Image: "busflow/no-such-image:1" }, "this manager does not have its image to look for one"],
    ] as const) {
      const { service } = await services.service(name, { replicas: 0, container });
      const remedy = "Put a health check into the service's spec";
      await assertRefused(checkProbe(connection, service, probe), "bad-probe", service, reason, remedy);
    }
  });

  it("passes while every replica runs, and names one that does no more", async () => {
    const { service, replicas } = await services.service("api", { replicas: 2, container: { Healthcheck: healthy } });
    const [first, second] = replicas;
    assert.ok(first && second);
    await probeService(connection, { service, replicas, probe });

    await services.scale(service, 1);
    const ended = async ({ taskId }: Replica) => {
      const task = (await tasks(service)).find(({ ID }) => ID === taskId);
      return task?.Status.State !== "running";
    };
    const gone = await eventually("one of them runs no more", async () => {
      return (await ended(first)) ? first : (await ended(second)) ? second : undefined;
    });
    const other = gone === first ? second : first;
    const error = await assertRefused(
      probeService(connection, { service, replicas, probe }),
      "probe-failed",
      `${service}: 1 of 2 replicas did not pass the probe (each has to stay healthy): `,
      `(task ${gone.taskId}, node ${gone.nodeId}) `,
    );
    assert.ok(!error.message.includes(other.taskId));
  });
});
