// Reads with the job's credentials what a stack keeps encrypted. Nothing of the pull request runs here: Pulumi reads its config as data.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { execa } from "execa";
import { z } from "zod";
import { UserError } from "../../../rotation/user-error.ts";
import { shortest } from "../mask.ts";
import type { Programs } from "./programs.ts";
import { plainFile, type PullRequest } from "./pull-request.ts";
import { isConfig, securePaths, topLevel, type ConfigPath } from "./stack-file.ts";

/** What a stack keeps encrypted, in plain. It stays in this process's memory. */
export interface StackSecrets {
  /** The value at a place of the pull request's config. */
  valueAt: (at: ConfigPath) => string;
  /** The stack's state with its secrets in plain, as `pulumi stack export --show-secrets` prints it; undefined for a new stack. */
  state: string | undefined;
  /** Every value, of the config and of the state. */
  all: readonly string[];
}

const Config = z.record(z.string(), z.object({ value: z.string().optional(), objectValue: z.unknown().optional() }));

/**
 * @throws UserError when the backend, its credentials or the passphrase do not do
 */
export async function readSecrets(request: PullRequest, programs: Programs): Promise<StackSecrets> {
  const { baseDir, headDir, stack, stackName, temporary } = request;
  const folder = mkdtempSync(path.join(temporary, "stack-"));
  try {
    const file = `Pulumi.${stackName}.yaml`;
    const [base, head] = [plainFile(baseDir, file) ?? "", plainFile(headDir, file) ?? ""];
    // How values are encrypted is the base's to say, as is the project: these could name another backend, or somebody's key service.
    const encryption = topLevel(base, (key) => !isConfig(key));
    // A stack that the base knows nothing of brings the salt of its passphrase, which names nobody.
    const salt = encryption === "" ? topLevel(head, (key) => key === "encryptionsalt") : "";
    writeFileSync(path.join(folder, "Pulumi.yaml"), plainFile(baseDir, "Pulumi.yaml") ?? "");
    writeFileSync(path.join(folder, file), `${encryption}${salt}${topLevel(head, isConfig)}`);
    const run = pulumiWith(credentials(programs, folder), folder);
    const state = await stateOf(stack, run);
    const paths = securePaths(head);
    const config = paths.length === 0 ? {} : await configOf(stack, run);
    const valueAt = (at: ConfigPath): string => leafOf(config, at);
    return { valueAt, state, all: [...paths.map(valueAt), ...secretsIn(state)] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Run = (args: readonly string[]) => Promise<{ failed: boolean; stdout: string; stderr: string }>;

function pulumiWith(env: NodeJS.ProcessEnv, cwd: string): Run {
  return async (args) => {
    const options = { cwd, env, extendEnv: false, stdin: "ignore", reject: false, timeout: 120_000 } as const;
    return await execa("pulumi", [...args, "--non-interactive"], { ...options, maxBuffer: 500_000_000 });
  };
}

/** This process's environment, with a Pulumi home of its own, and a backend that nobody's file can change. */
function credentials(programs: Programs, folder: string): NodeJS.ProcessEnv {
  // GitHub sets a variable to nothing where the setting behind it is missing.
  const given = (name: string): string[] => [process.env[name] ?? ""].filter((value) => value !== "");
  const [backend] = [
    ...given("PULUMI_BACKEND_URL"),
    ...given("PULUMI_ACCESS_TOKEN").map(() => "https://api.pulumi.com"),
  ];
  if (backend === undefined) {
    throw new UserError(
      "No backend is named: neither PULUMI_ACCESS_TOKEN nor PULUMI_BACKEND_URL is set.",
      "Set the secret PULUMI_ACCESS_TOKEN, or the variable PULUMI_BACKEND_URL, in the job's environment on GitHub.",
    );
  }
  const home = path.join(folder, "home");
  mkdirSync(home);
  return {
    ...process.env,
    PATH: programs.path,
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: backend,
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
}

async function stateOf(stack: string, run: Run): Promise<string | undefined> {
  const { failed, stdout, stderr } = await run(["stack", "export", "--show-secrets", "--stack", stack]);
  if (!failed) return stdout;
  if (stderr.includes("no stack named")) return undefined;
  throw new UserError(
    `The state of the stack ${stack} cannot be read.`,
    "Check the backend, its credentials and the passphrase: pulumi stack export --stack STACK says what is wrong.",
  );
}

async function configOf(stack: string, run: Run): Promise<z.output<typeof Config>> {
  const { failed, stdout } = await run(["config", "--show-secrets", "--json", "--stack", stack]);
  if (!failed) return Config.parse(JSON.parse(stdout));
  // What Pulumi says of a value that it cannot decrypt may have the value in it.
  throw new UserError(
    `A value in the pull request's config of the stack ${stack} cannot be decrypted.`,
    "Set each new value with pulumi config set --secret and the stack's own passphrase; npm run check:secrets names what is not encrypted.",
  );
}

function leafOf(config: z.output<typeof Config>, [key = "", ...steps]: ConfigPath): string {
  const entry = config[key];
  let part: unknown = entry?.objectValue ?? entry?.value;
  for (const step of steps) part = (part as Record<string, unknown> | undefined)?.[step];
  if (typeof part === "string") return part;
  throw new UserError(
    `Pulumi has no value at ${[key, ...steps].join(".")}.`,
    "Set it anew with pulumi config set --secret.",
  );
}

/** The engine's signature of a typed value in a state, and the signature of an encrypted one. */
const signature = "4dabf18193072939515e22adb298388d";
const encryptedText = "1b47061264138c4ac30d75fd1eb44270";

/** The texts within all secrets of a state. A secret is JSON in JSON. */
function secretsIn(state: string | undefined): string[] {
  const found: string[] = [];
  if (state === undefined) return found;
  JSON.parse(state, (_, part: unknown) => {
    const { [signature]: type, plaintext } = (part ?? {}) as Record<string, unknown>;
    if (type === encryptedText && typeof plaintext === "string") {
      JSON.parse(plaintext, (__, inner: unknown) => {
        // What is shorter is a flag or a kind: the program makes no value of that length.
        if (typeof inner === "string" && inner.length >= shortest) found.push(inner);
        return inner;
      });
    }
    return part;
  });
  return found;
}
