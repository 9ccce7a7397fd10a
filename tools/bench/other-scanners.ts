// The scanners of others that the bench compares with. Each is optional: where it cannot be had, the bench says so and goes on.
import { existsSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { execa } from "execa";
import { z } from "zod";
import { UserError } from "../../rotation/user-error.ts";
import { findExecutable } from "../executables.ts";
import { failureOf } from "../failure.ts";
import { cacheDir } from "../paths.ts";
import { step } from "../../cli/progress.ts";
import { ensureGo } from "../toolchain/go.ts";
import type { Scanner } from "./scanners.ts";

/** The versions that are compared with. */
const versions = { "gitleaks": "8.30.1", "detect-secrets": "1.5.0" } as const;

const whereToGet = "Run it where Go modules and Python packages can be fetched to compare with it.";

/** A scanner that cannot be compared with, and why. */
export interface Missing {
  name: string;
  missing: Error;
}

/** Finds or installs the scanners of others. */
export async function otherScanners(folder = path.join(cacheDir, "scan")): Promise<(Scanner | Missing)[]> {
  return [
    await orMissing("gitleaks", () => gitleaks(folder)),
    await orMissing("detect-secrets", () => detectSecrets(folder)),
  ];
}

async function orMissing(name: keyof typeof versions, have: () => Promise<Scanner>): Promise<Scanner | Missing> {
  try {
    return await have();
  } catch (error) {
    if (error instanceof UserError) return { name, missing: error };
    throw error;
  }
}

/** gitleaks, built once from its Go module. */
async function gitleaks(folder: string): Promise<Scanner> {
  const version = versions.gitleaks;
  const bin = path.join(folder, `gitleaks-${version}`);
  const program = path.join(bin, "gitleaks");
  if (!existsSync(program)) {
    const go = await ensureGo(path.join(cacheDir, "toolchain"));
    await step(`building gitleaks ${version}`, async () => {
      const module = `github.com/zricethezav/gitleaks/v8@v${version}`;
      const build = await execa(go, ["install", module], { env: { GOBIN: bin }, reject: false, stdin: "ignore" });
      if (build.failed) throw new UserError(`gitleaks ${version} cannot be built: ${failureOf(build)}`, whereToGet);
    });
  }
  return {
    name: `gitleaks ${version}`,
    scan: async (tree) => {
      const options = ["--no-banner", "--redact", "--exit-code=0", "--report-format=json", "--report-path=-"];
      const { stdout } = await execa(program, ["dir", ...options, "."], { cwd: tree, stdin: "ignore" });
      return gitleaksReport
        .parse(JSON.parse(stdout))
        .map(({ File, StartLine, RuleID }) => ({ file: path.posix.normalize(File), line: StartLine, kind: RuleID }));
    },
  };
}

const gitleaksReport = z.array(z.object({ File: z.string(), StartLine: z.number(), RuleID: z.string() }));

/** detect-secrets, installed once into an environment of its own. */
async function detectSecrets(folder: string): Promise<Scanner> {
  const version = versions["detect-secrets"];
  const environment = path.join(folder, `detect-secrets-${version}`);
  const program = path.join(environment, "bin", "detect-secrets");
  if (!existsSync(program)) {
    const python = findExecutable("python3", process.env["PATH"] ?? "");
    if (python === undefined)
      throw new UserError("There is no python3 on PATH.", "Install it to compare with detect-secrets.");
    await step(`installing detect-secrets ${version}`, async () => {
      for (const [command, ...words] of [
        [python, "-m", "venv", environment],
        [path.join(environment, "bin", "pip"), "install", "--quiet", `detect-secrets==${version}`],
      ] as const) {
        const run = await execa(command, words, { reject: false, stdin: "ignore" });
        if (run.failed)
          throw new UserError(`detect-secrets ${version} cannot be installed: ${failureOf(run)}`, whereToGet);
      }
    });
  }
  return {
    name: `detect-secrets ${version}`,
    scan: async (tree) => {
      const { stdout } = await execa(program, ["scan", "--all-files", "--no-verify", "."], {
        cwd: tree,
        stdin: "ignore",
      });
      return Object.entries(detectSecretsReport.parse(JSON.parse(stdout)).results).flatMap(([file, found]) =>
        found.map(({ line_number, type }) => ({ file: path.posix.normalize(file), line: line_number, kind: type })),
      );
    },
  };
}

const detectSecretsReport = z.object({
  results: z.record(z.string(), z.array(z.object({ line_number: z.number(), type: z.string() }))),
});
