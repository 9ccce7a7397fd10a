// Questions on a real terminal, by `script`.
import { execa } from "execa";
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { projectDir } from "../../tools/paths.ts";
import { useTempDir } from "../support/temp-dir.ts";

describe("a hidden question", function () {
  this.timeout(60_000);
  const folder = useTempDir();

  /** What is shown when something is pasted at the question, and what the program after it reads from the terminal within a second. */
  async function paste(text: string): Promise<string> {
    const program = path.join(folder(), "ask.mjs");
    const terminal = JSON.stringify(path.join(projectDir, "cli", "terminal.ts"));
    writeFileSync(
      program,
      `const { askHidden } = await import(${terminal});
try {
  console.log("answer of " + (await askHidden("Value: ")).length);
} catch (error) {
  console.log(error.message);
}
`,
    );
    const command = `'${process.execPath}' '${program}'; echo after; timeout 1 cat`;
    const running = execa("script", ["--quiet", "--echo=never", "--command", command, "/dev/null"], {
      ...{ reject: false, timeout: 30_000, stdin: "pipe" as const },
    });
    let asked = false;
    running.stdout.on("data", (chunk: Buffer) => {
      if (asked || !chunk.toString().includes("Value: ")) return;
      asked = true;
      running.stdin.write(text);
    });
    return (await running).stdout;
  }

  it("takes one line, and shows nothing of it", async () => {
    const shown = await paste("hidden\n");
    assert.match(shown, /answer of 6\s+after/);
    assert.doesNotMatch(shown, /hidden/);
  });

  for (const [what, text] of [
    ["several lines", "hidden-1\nhidden-2\nhidden-3\n"],
    ["a second line without an end", "hidden-1\nhidden-2"],
    ["a large key", `hidden-1\n${"hidden-2\n".repeat(2000)}`],
  ] as const) {
    it(`refuses ${what}, and leaves none of it to the shell`, async () => {
      const shown = await paste(text);
      assert.match(shown, /The value has more than one line, and the terminal takes one\. [^]*after\s*$/);
      assert.doesNotMatch(shown, /hidden/);
    });
  }
});
