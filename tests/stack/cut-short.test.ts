// The file backend's state when a kill or a crash cut its writing short, and what the runbook says to do about it.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { clear, namesIn } from "../support/swarm.ts";
import { assertClean } from "./assertions.ts";
import { commandsUnder } from "./runbook.ts";
import { ProgramStack } from "./stack.ts";

describe("a state file that was cut short", function () {
  this.timeout(360_000);

  const stack = new ProgramStack();

  before(async () => {
    await clear(stack.namespace);
    await stack.make();
    assertClean(await stack.up());
    // Written twice, the state before this one has all there is, too.
    await stack.operate(() => undefined);
  });

  after(async () => {
    await stack.remove();
  });

  const look = "pulumi stack export --stack prod > /dev/null";
  const cuts: [what: string, file: string, left: string, message: RegExp, stateToo: boolean][] = [
    ["empty attributes beside a whole state", ".attrs", "", /failed to load checkpoint: EOF/, false],
    [
      "attributes that are half there",
      ".attrs",
      '{"user.cache_control":"',
      /failed to load checkpoint: .*: unexpected EOF/,
      false,
    ],
    ["an empty state", "", "", /failed to load checkpoint: .*: unexpected end of JSON input/, true],
    [
      "a state that is half there",
      "",
      '{"version": 3, "checkpoint": {',
      /failed to load checkpoint: .*: unexpected end of JSON input/,
      true,
    ],
  ];
  for (const [what, file, left, message, stateToo] of cuts) {
    it(`is mended as the runbook says: ${what}`, async () => {
      await writeFile(`${stack.stateFile}${file}`, left);
      await assert.rejects(stack.follow(look), message);
      const [attributes = "", state = ""] = commandsUnder("A state file that was cut short");
      const folder = path.dirname(stack.stateFile);
      await stack.follow(attributes, folder);
      if (stateToo) {
        await assert.rejects(stack.follow(look), message);
        await stack.follow(state, folder);
      }
      await stack.follow(look);
    });
  }

  it("leaves nothing to do after the commands that follow", async () => {
    const before = await namesIn(stack.namespace);
    for (const block of commandsUnder("A state file that was cut short").slice(2)) await stack.follow(block);
    await stack.assertUnchanged();
    assert.deepEqual(await namesIn(stack.namespace), before);
  });

  it("is mended by the tests that kill runs, whichever it is", async () => {
    for (const file of [".attrs", ""]) {
      await writeFile(`${stack.stateFile}${file}`, "");
      await stack.unlock();
      await stack.follow(look);
    }
  });
});
