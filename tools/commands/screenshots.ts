// `npm run screenshots`: pictures of what people look at.
import { mkdir } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { execa } from "execa";
import { toolCommand } from "../../cli/command-line.ts";
import { step } from "../../cli/progress.ts";
import { projectDir, sandboxDir } from "../paths.ts";
import { startBrowser } from "../sandbox/browser.ts";
import { Sandbox } from "../sandbox/index.ts";
import { openPage, screens } from "../sandbox/screens.ts";
import { devStack } from "../stack/dev-stack.ts";

const description =
  "Takes pictures of the demo's report in a real browser: on a telephone and on a desk, in light and in dark. Needs `npm start` before.";

export default toolCommand("npm run screenshots --", description, [
  ["npm run screenshots", "into .sandbox/screenshots"],
  ["npm run screenshots -- --output pictures", "into another folder"],
])
  .option("--output <folder>", "where the pictures go", path.join(sandboxDir, "screenshots"))
  .action(async ({ output }) => {
    const { dockerHost } = await new Sandbox().up();
    const { stdout: page } = await execa(
      process.execPath,
      [path.join(projectDir, "cli", "secrets.mjs"), "report", "--stack", devStack],
      { cwd: projectDir, env: { DOCKER_HOST: dockerHost, DOCKER_CONTEXT: "" } },
    );
    await mkdir(output, { recursive: true });
    const browser = await startBrowser();
    try {
      for (const screen of screens) {
        const file = path.join(output, `report-${screen.name}.png`);
        await step(path.relative(process.cwd(), file), async () => {
          const shown = await openPage(browser, screen, page);
          await shown.screenshot({ path: file, fullPage: true });
          await shown.close();
        });
      }
    } finally {
      await browser.close();
    }
  });
