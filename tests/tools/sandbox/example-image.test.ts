import type { Container } from "dockerode";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { projectDir } from "../../../tools/paths.ts";
import { exampleImage } from "../../../tools/example.ts";
import { ensureExampleImage, sourceLabel } from "../../../tools/sandbox/example-image.ts";
import { importImage } from "../../../tools/sandbox/local-image.ts";
import { eventually } from "../../support/eventually.ts";
import { engine } from "../../support/swarm.ts";
import { get, run } from "../../support/replicas.ts";

describe("the image of the example services", function () {
  this.timeout(180_000);
  let container: Container;

  before(async () => {
    await ensureExampleImage(engine);
    container = await engine.createContainer({ Image: exampleImage, HostConfig: { NetworkMode: "none" } });
    await container.start();
    await eventually("the server listens", async () =>
      (await run(container.id, "netstat -ltn")).includes(":8080 ") ? true : undefined,
    );
  });

  after(async () => {
    await container.remove({ force: true });
  });

  it("is made once", async () => {
    const { Id: before } = await engine.getImage(exampleImage).inspect();
    assert.equal(await ensureExampleImage(engine), false);
    const { Id: after } = await engine.getImage(exampleImage).inspect();
    assert.equal(after, before);
  });

  it("is made anew when it was made of something else", async () => {
    const { Id: current } = await engine.getImage(exampleImage).inspect();
    await importImage(engine, exampleImage, { files: {}, changes: [`LABEL ${sourceLabel}=older`] });
    const { Id: older } = await engine.getImage(exampleImage).inspect();
    try {
      assert.equal(await ensureExampleImage(engine), true);
      assert.equal(await ensureExampleImage(engine), false);
    } finally {
      const { Id: remade } = await engine.getImage(exampleImage).inspect();
      const [repo = "", tag = ""] = exampleImage.split(":");
      await engine.getImage(current).tag({ repo, tag });
      for (const id of new Set([older, remade])) if (id !== current) await engine.getImage(id).remove();
    }
  });

  it("holds the scripts of the checkout", async () => {
    for (const name of ["serve.sh", "respond.sh"]) {
      const script = await readFile(path.join(projectDir, "docker", "example", name), "utf8");
      assert.equal((await run(container.id, `cat /app/${name}`)).replaceAll("\r\n", "\n"), script);
    }
  });

  it("is healthy without secrets, and knows no other path", async () => {
    assert.deepEqual(await get(container.id, "/healthz"), { status: 200, body: "ok" });
    assert.deepEqual(await get(container.id, "/healthz?verbose=1"), { status: 200, body: "ok" });
    for (const path of ["/", "/healthz/", "/healthzz", "/../healthz", "/run/secrets"]) {
      assert.equal((await get(container.id, path)).status, 404, path);
    }
  });

  it("answers every one of many requests at once, also while a client says nothing", async () => {
    const silent = "sleep 9 | nc 127.0.0.1 8080 >/dev/null 2>&1 &";
    const get = "timeout 4 wget -qO- http://127.0.0.1:8080/healthz";
    const answers = await run(container.id, `${silent} seq 50 | xargs -P 50 -n 1 sh -c '${get}'`);
    assert.equal(answers, "ok\r\n".repeat(50));
  });

  it("ends by itself when told to stop", async () => {
    await container.stop({ t: 20 });
    const { State } = await container.inspect();
    assert.equal(State.ExitCode, 0, "137 is the code of a process that had to be killed");
  });
});
