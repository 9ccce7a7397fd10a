// What the Engine itself makes of targets and modes: the rules in rotation/ go by that.
import assert from "node:assert/strict";
import { targetFile } from "../../rotation/target.ts";
import { TestServices } from "../support/services.ts";
import { readInTask } from "../support/swarm.ts";
import { spellings } from "../rotation/targets.ts";

describe("a target on the Engine", function () {
  this.timeout(60_000);
  let services: TestServices;
  before(async () => {
    services = await TestServices.create();
  });
  after(async () => {
    await services.remove();
  });

  it("is the file that its spelling names here", async () => {
    // One file cannot be mounted twice: each spelling gets a name of its own.
    const targets = Object.values(spellings)
      .flat()
      .map((target, index) => target.replace(/(db|\bb)(?=\/?$)/, `$1${index}`));
    const references = await Promise.all(
      targets.map((target, index) => services.secret(`spelt${index}`, target, `value ${index}`)),
    );
    const service = await services.service("spelt", { references });
    for (const [index, target] of targets.entries()) {
      assert.equal(await readInTask(service, targetFile(target)), `value ${index}`, target);
    }
  });

  it("is taken twice in two spellings, and then one secret hides the other", async () => {
    const references = [await services.secret("one", "db"), await services.secret("other", "/run/secrets/db")];
    const service = await services.service("twice", { references });
    assert.match(await readInTask(service, "/run/secrets/db"), /^good (?:one|other)$/);
    assert.equal(await readInTask(service, "/run/secrets", ["ls"]), "db\r\n");
  });

  it("is a file that nobody can write, whatever its mode", async () => {
    const wide = { ...(await services.secret("wide", "wide")), mode: 0o777 };
    const service = await services.service("wide_mode", { references: [wide] });
    assert.match(await readInTask(service, "/run/secrets/wide", ["stat", "-c", "%a"]), /^777/);
    assert.match(await readInTask(service, "/run/secrets/wide", ["touch"]), /Read-only file system/);
  });
});
