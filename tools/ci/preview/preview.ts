// A preview of a pull request: its program, under the base's policies, where it can reach nothing.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { UserError } from "../../../rotation/user-error.ts";
import { runConfined } from "../confined.ts";
import { withGeneratedValues } from "./generated-values.ts";
import { makeProject } from "./head-project.ts";
import { packSettings } from "./pack-settings.ts";
import { findPrograms, type Programs } from "./programs.ts";
import { plainFile, type PullRequest } from "./pull-request.ts";
import { isConfig, topLevel, withSecure } from "./stack-file.ts";
import type { StackSecrets } from "./stack-secrets.ts";
import { ThrowawayStack } from "./throwaway-stack.ts";

/** What became of a preview. */
export interface Previewed {
  /** What Pulumi said, as it is: nobody may see it before it was masked. */
  output: string;
  /** 0: fine, 1: refused, 2: it did not come to its end. */
  exitCode: 0 | 1 | 2;
  /** The values that it was made with and that nobody may see. */
  secrets: readonly string[];
}

const timeoutMs = 600_000;

/**
 * Previews the pull request.
 *
 * @param secretsFor reads the stack's values and state; undefined for a new stack with generated values
 */
export async function preview(
  request: PullRequest,
  secretsFor: ((programs: Programs) => Promise<StackSecrets>) | undefined,
): Promise<Previewed> {
  const { baseDir, headDir, stackName, temporary } = request;
  const programs = await findPrograms();
  const secrets = await secretsFor?.(programs);
  const folder = mkdtempSync(path.join(realpathSync(temporary), "preview-"));
  try {
    const work = path.join(folder, "work");
    const project = path.join(work, "project");
    mkdirSync(work);
    const packages = await makeProject(request, project);
    const stack = new ThrowawayStack(path.join(work, "stack"), stackName, programs);
    const text = plainFile(headDir, `Pulumi.${stackName}.yaml`);
    if (text === undefined)
      throw new UserError(`There is no Pulumi.${stackName}.yaml.`, "Name another stack in STACK, or add the file.");
    const config = topLevel(text, isConfig);
    const encrypted =
      secrets === undefined
        ? withGeneratedValues(config, stack.encrypt)
        : withSecure(config, (at) => stack.encrypt(secrets.valueAt(at)));
    await stack.make(project, encrypted, secrets?.state);
    const settings = path.join(work, "pack.json");
    writeFileSync(settings, JSON.stringify(await packSettings(stackName, { root: headDir, base: baseDir })));
    const pack = ["--policy-pack", path.join(baseDir, "policy"), "--policy-pack-config", settings];
    const ended = await runConfined(path.join(folder, "root"), {
      command: ["pulumi", "preview", "--stack", stackName, ...pack, "--diff", "--non-interactive", "--color", "never"],
      // The pack then waits for its settings before it looks at any files.
      env: { ...stack.env, CI: "true" },
      writable: work,
      cwd: project,
      readable: [
        ...baseFiles(baseDir),
        packages,
        realpathSync(packages),
        headDir,
        ...(await gitFolders(headDir)),
        ...programs.folders,
      ],
      timeoutMs,
    });
    const exitCode = ended.exitCode === undefined ? 2 : ended.exitCode === 0 ? 0 : 1;
    return { output: ended.output, exitCode, secrets: secrets?.all ?? [] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The base's files, without what a checkout that somebody works in keeps to itself. */
function baseFiles(baseDir: string): string[] {
  const names = readdirSync(baseDir).filter((name) => ![".git", ".sandbox"].includes(name));
  return names.map((name) => path.join(baseDir, name));
}

/** Where Git keeps a checkout's history: a worktree's is elsewhere, and a clone may share another's. */
async function gitFolders(checkout: string): Promise<string[]> {
  const args = ["rev-parse", "--path-format=absolute", "--git-common-dir", "--git-dir"];
  const { stdout } = await execa("git", args, { cwd: checkout, reject: false });
  const folders = stdout.split("\n").filter((folder) => folder !== "");
  const alternates = folders
    .map((folder) => path.join(folder, "objects", "info", "alternates"))
    .filter((file) => existsSync(file));
  return [
    ...folders,
    ...alternates.flatMap((file) =>
      readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => line !== ""),
    ),
  ];
}
