// `npm run monitoring:dashboard`: writes the Grafana dashboard, or looks whether it is up to date.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { toolCommand } from "../../cli/command-line.ts";
import { dashboard } from "../../monitoring/dashboard.ts";
import { UserError } from "../../rotation/user-error.ts";
import { projectDir } from "../paths.ts";

const file = path.join("monitoring", "dashboard.json");

export default toolCommand(
  "npm run monitoring:dashboard --",
  `Writes the Grafana dashboard of monitoring/dashboard.ts into ${file}.`,
  [["npm run monitoring:dashboard -- --check", "fails where the file is not what would be written"]],
)
  .option("--check", "only looks whether the file is up to date")
  .action(({ check }) => {
    const text = `${JSON.stringify(dashboard(), undefined, 2)}\n`;
    if (check !== true) {
      writeFileSync(path.join(projectDir, file), text);
      return;
    }
    if (readFileSync(path.join(projectDir, file), "utf8") === text) {
      process.stdout.write(`✓ ${file} is up to date\n`);
      return;
    }
    throw new UserError(`${file} is not what monitoring/dashboard.ts makes.`, "Run: npm run monitoring:dashboard");
  });
