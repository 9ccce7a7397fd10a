// Measures how well and how fast the scanner works: which planted secrets it finds, and what it takes for a secret in public code.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, statSync, type Dirent } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import process from "node:process";
import type { Finding } from "../../scan/finding.ts";
import { scanRange } from "../../scan/scan-history.ts";
import { scanTree } from "../../scan/scan.ts";
import { makers } from "./planted.ts";
import { Repository } from "./repository.ts";
import { ourRules as rules } from "./scanners.ts";

/** How a secret is planted. */
const forms = ["in code", "in base64", "split over lines of YAML", "in history only"] as const;
type Form = (typeof forms)[number];

/** A secret that was planted. */
interface Planted {
  kind: string;
  form: Form;
  /** The file that holds it, and no other secret. */
  file: string;
}

/** How many of the planted secrets were found. */
export interface Recall {
  planted: number;
  kinds: number;
  byForm: Record<Form, { planted: number; found: number }>;
  /** Kind and form of each secret that was not found. */
  missed: string[];
}

/** How long a scan of public code took, and what it found, although nothing is planted there. */
export interface Clean {
  files: number;
  megabytes: number;
  /** Seconds of one core, without Git's own time. */
  cpuSeconds: number;
  seconds: number;
  alarms: Finding[];
}

/**
 * Makes a repository with planted secrets, one in each file, with each kind in each form.
 *
 * @param rounds how many secrets of each kind in each form
 */
function plantSecrets(folder: string, rounds: number): Planted[] {
  const repository = new Repository(folder);
  repository.commit("Start");
  const planted: Planted[] = [];
  for (const [number, kind] of Object.keys(makers).entries()) {
    for (const form of forms) {
      for (let round = 1; round <= rounds; round++) {
        const file = `planted/${number}-${forms.indexOf(form)}-${round}.${form === "in code" || form === "in history only" ? "ts" : "yaml"}`;
        repository.write(file, write(form, makers[kind]?.() ?? ""));
        planted.push({ kind, form, file });
      }
    }
  }
  repository.commit("Add");
  for (const { form, file } of planted) if (form === "in history only") repository.write(file, "export {};\n");
  repository.commit("Remove");
  return planted;
}

function write(form: Form, value: string): string {
  switch (form) {
    case "in code":
    case "in history only":
      return `// How to connect.\nexport const setting = ${JSON.stringify(value)};\n`;
    case "in base64":
      return `setting: ${Buffer.from(value).toString("base64")}\nother: 1\n`;
    case "split over lines of YAML":
      return `settings:\n  one: ${value.includes("\n") ? "|" : ">-"}\n${lines(value)}\n  two: 2\n`;
  }
}

/** Splits a value over lines of YAML. A value that has lines keeps them, and any other is folded. */
function lines(value: string): string {
  const parts = value.includes("\n") ? value.trim().split("\n") : (value.match(/[^]{1,24}/g) ?? []);
  return parts.map((part) => `    ${part}`).join("\n");
}

/** Plants secrets, scans, and counts which are found. */
export async function measureRecall(folder: string, rounds: number): Promise<Recall> {
  const planted = plantSecrets(folder, rounds);
  const now = new Set((await scanTree(folder, rules)).findings.map(({ file }) => file));
  const ever = new Set((await scanRange(folder, "HEAD~2..HEAD", rules)).findings.map(({ file }) => file));
  const isFound = ({ form, file }: Planted): boolean => (form === "in history only" ? ever : now).has(file);
  const byForm = Object.fromEntries(
    forms.map((form) => {
      const those = planted.filter((other) => other.form === form);
      return [form, { planted: those.length, found: those.filter(isFound).length }];
    }),
  ) as Recall["byForm"];
  const missed = planted.filter((secret) => !isFound(secret)).map(({ kind, form }) => `${kind} ${form}`);
  return { planted: planted.length, kinds: new Set(planted.map(({ kind }) => kind)).size, byForm, missed };
}

/** Folders of other people's code on this machine: the project's npm packages, and Go modules if there are any. */
export function publicCode(projectDir: string): string[] {
  const modules =
    process.env["GOMODCACHE"] ?? path.join(process.env["GOPATH"] ?? path.join(homedir(), "go"), "pkg", "mod");
  return [path.join(projectDir, "node_modules"), modules].filter((folder) =>
    statSync(folder, { throwIfNoEntry: false }),
  );
}

/**
 * Copies files of public code into a repository and scans it.
 *
 * @param offset which of the files are taken; another offset takes other files
 */
export async function measureClean(
  folder: string,
  sources: readonly string[],
  count: number,
  offset: number,
): Promise<Clean> {
  const repository = new Repository(folder);
  let bytes = 0;
  const perSource = Math.ceil(count / sources.length);
  for (const [index, source] of sources.entries()) {
    const all = listSources(source);
    const stride = Math.max(1, Math.floor(all.length / perSource));
    for (const file of all.filter((_, at) => at % stride === offset % stride).slice(0, perSource)) {
      const target = path.join(folder, String(index), path.relative(source, file));
      mkdirSync(path.dirname(target), { recursive: true });
      copyFileSync(file, target);
      bytes += statSync(file).size;
    }
  }
  repository.git("add", "--all", "--force");
  const [before, started] = [process.cpuUsage(), performance.now()];
  const { findings, scanned } = await scanTree(folder, rules);
  const { user, system } = process.cpuUsage(before);
  const seconds = (performance.now() - started) / 1000;
  return { files: scanned, megabytes: bytes / 1e6, cpuSeconds: (user + system) / 1e6, seconds, alarms: findings };
}

const sourceNames = /\.(?:[cm]?[jt]s|json|md|ya?ml|go|py|sh|toml|proto|c|h|txt)$|^(?:Makefile|Dockerfile)$/;

/** Files as people write them. Tests and their data are left out, because they hold real keys. */
function listSources(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1));
  return entries.flatMap((entry: Dirent) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory())
      return /^(?:tests?|testdata|__tests__|cache|fixtures?)$/.test(entry.name) ? [] : listSources(file);
    const isSource = entry.isFile() && sourceNames.test(entry.name) && !/[._-]test\./.test(entry.name);
    return isSource && statSync(file).size < 400_000 ? [file] : [];
  });
}

/** Removes a folder. Go's modules are read-only files, so copies of them have to be made writable first. */
export function remove(folder: string): void {
  execFileSync("chmod", ["-R", "u+w", folder]);
  execFileSync("rm", ["-rf", folder]);
}
