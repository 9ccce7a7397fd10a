// The one file that runs on the machine's own Node (20 or newer) with nothing installed. It installs the packages of package-lock.json
// where they are missing, then hands over to Node 24 and the TypeScript in this folder.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import path from "node:path";
import process from "node:process";

const wanted = 24;
const projectDir = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "..");
const modulesDir = path.join(projectDir, "node_modules");
const packagedNode = path.join(modulesDir, ".bin", "node");

const fail = (problem, remedy) => {
  process.stderr.write(`${problem}\n  ${remedy}\n`);
  process.exit(1);
};

const major = (version) => Number(/^v?(\d+)/.exec(version)?.[1] ?? 0);

if (major(process.version) < 20) {
  fail(`Node ${process.version} is too old to start with.`, "Install Node 20 or newer; Node 24 then comes by itself.");
}

installPackages();
handOver(chooseNode(), process.argv.slice(2));

/** Runs `npm ci`, unless node_modules already holds exactly what the lockfile names. An install that was broken off is done again. */
function installPackages() {
  const stamp = path.join(modulesDir, ".installed-from");
  const lock = createHash("sha256")
    .update(readFileSync(path.join(projectDir, "package-lock.json")))
    .update(`${process.platform} ${process.arch}`)
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  process.stderr.write("… installing the packages of package-lock.json (npm ci)\n");
  const started = Date.now();
  rmSync(stamp, { force: true });
  // An older Node may install packages that only work on Node 24; npm's warning about that would only confuse.
  const npm = spawnSync("npm", ["ci", "--loglevel=error"], { cwd: projectDir, stdio: ["ignore", 2, 2] });
  if (npm.error) fail(`npm cannot be started: ${npm.error.message}`, "Install npm; it comes with Node.");
  if (npm.status !== 0) {
    fail(`npm ci failed (exit code ${npm.status}).`, "npm's own message is above. Mend that and run this again.");
  }
  mkdirSync(modulesDir, { recursive: true });
  writeFileSync(stamp, lock);
  process.stderr.write(`✓ packages installed (${((Date.now() - started) / 1000).toFixed(1)} s)\n`);
}

/** Chooses the Node of the lockfile where one is published for this platform, else the machine's own when it is new enough. */
function chooseNode() {
  const packaged = spawnSync(packagedNode, ["--version"], { encoding: "utf8" });
  if (packaged.status === 0 && major(packaged.stdout) === wanted) return packagedNode;
  if (major(process.version) >= wanted) return process.execPath;
  return fail(
    `No package brings Node ${wanted} to ${process.platform} ${process.arch}, and this Node is ${process.version}.`,
    `Install Node ${wanted} or newer and run this again.`,
  );
}

/** Runs `tools/cli.ts`, which knows the commands, as if it had been called itself: with the same terminal, signals and exit code. */
function handOver(node, args) {
  const script = path.join(projectDir, "tools", "cli.ts");
  const env = {
    ...process.env,
    PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ""}`,
    NODE_USE_ENV_PROXY: "1",
  };
  const child = spawn(node, [script, ...args], { stdio: "inherit", env });
  // A terminal sends Ctrl-C to all processes of the group. SIGTERM may be sent to this process alone, so it is passed on.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  child.on("error", (error) =>
    fail(`${node} cannot be started: ${error.message}`, "Remove node_modules and try again."),
  );
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}
