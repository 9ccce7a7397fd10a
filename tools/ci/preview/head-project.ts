// The pull request's program as a project that can be previewed: its files, with the base's word on how they are run.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { execa } from "execa";
import { parseDocument } from "yaml";
import { UserError } from "../../../rotation/user-error.ts";
import { plainFile, type PullRequest } from "./pull-request.ts";

const manifest = "Pulumi.yaml";
const lockfile = "package-lock.json";
/** What the pull request may say in Pulumi.yaml. The rest is how the program is run, and by what: that is for the base to say. */
const headsKeys = ["description", "config"];

/**
 * Copies the pull request's files into `project`, which becomes a project with the base's Pulumi.yaml but for the config. Its packages
 * are the base's, or installed by its own lockfile; no script of it or of them runs.
 *
 * @returns the project's packages
 */
export async function makeProject({ baseDir, headDir }: PullRequest, project: string): Promise<string> {
  cpSync(headDir, project, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (file) => ![".git", "node_modules", ".npmrc"].includes(path.basename(file)),
  });
  // Pulumi would also take a Pulumi.json, a Pulumi.yml, and a stack's file of these names.
  for (const name of readdirSync(project)) {
    if (/^Pulumi\./i.test(name)) rmSync(path.join(project, name), { recursive: true });
  }
  writeFileSync(path.join(project, manifest), manifestOf(baseDir, headDir));
  return await installPackages(baseDir, headDir, project);
}

/** The base's Pulumi.yaml with the pull request's description and config. */
function manifestOf(baseDir: string, headDir: string): string {
  const [base, head] = [baseDir, headDir].map((folder) => parseDocument(plainFile(folder, manifest) ?? ""));
  if (base === undefined || head === undefined || head.errors.length > 0) {
    throw new UserError(`${manifest} is no YAML: ${head?.errors[0]?.message.split("\n")[0] ?? ""}`, "Mend it.");
  }
  for (const key of headsKeys) {
    if (head.has(key)) base.set(key, head.get(key, true));
    else base.delete(key);
  }
  return base.toString();
}

async function installPackages(baseDir: string, headDir: string, project: string): Promise<string> {
  const own = path.join(project, "node_modules");
  const isSame = plainFile(headDir, lockfile) === plainFile(baseDir, lockfile);
  if (isSame && existsSync(path.join(baseDir, "node_modules"))) {
    const modules = path.join(baseDir, "node_modules");
    symlinkSync(modules, own);
    return modules;
  }
  const folder = path.join(path.dirname(project), "packages");
  mkdirSync(folder);
  for (const name of ["package.json", lockfile]) {
    const text = plainFile(headDir, name);
    if (text !== undefined) writeFileSync(path.join(folder, name), text);
  }
  writeFileSync(path.join(folder, ".npmrc"), readFileSync(path.join(baseDir, ".npmrc")));
  const npm = await execa("npm", ["ci", "--ignore-scripts", "--loglevel=error"], {
    ...{
      cwd: folder,
      env: npmEnvironment(),
      extendEnv: false,
      stdin: "ignore",
      reject: false,
      all: true,
      timeout: 300_000,
    },
  });
  if (npm.failed) {
    throw new UserError(
      `npm ci fails by the pull request's package-lock.json:\n${npm.all}`,
      "Mend the lockfile: npm install.",
    );
  }
  symlinkSync(path.join(folder, "node_modules"), own);
  return path.join(folder, "node_modules");
}

/** What npm needs to reach its registry. The credentials of the job are none of its business. */
function npmEnvironment(): NodeJS.ProcessEnv {
  const needed =
    /^(?:PATH|HOME|TMPDIR|LANG|LC_\w+|NPM_CONFIG_\w+|HTTPS?_PROXY|NO_PROXY|NODE_EXTRA_CA_CERTS|SSL_CERT_\w+)$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => needed.test(name)));
}
