import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { execa } from "execa";
import { requireDiskSpace } from "../disk.ts";
import { failureOf } from "../failure.ts";
import { withLock } from "../lock.ts";
import { projectDir } from "../paths.ts";
import { say, step } from "../../cli/progress.ts";
import { UserError } from "../../rotation/user-error.ts";
import { folderHash } from "./folder-hash.ts";
import { ensureGo } from "./go.ts";
import { pulumiVersion } from "./versions.ts";

/** One program that is built from Go modules. The `go.sum` of its folder in `tools/toolchain/` pins every line of it. */
export interface Part {
  /** The folder below `tools/toolchain/`. */
  dir: string;
  /** What it is called for a person. */
  title: string;
  /** The name of the built program. */
  program: string;
  /** The Go package of its `main`. */
  package: string;
  /** Further arguments of `go build`. */
  flags: string[];
  /** What the linker sets, `import/path.Name=value` each. */
  variables: string[];
}

export const engine: Part = {
  dir: "engine",
  title: `the Pulumi engine and CLI ${pulumiVersion}`,
  program: "pulumi",
  package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
  flags: [],
  variables: [`github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${pulumiVersion}`],
};

export const languageHost: Part = {
  dir: "language-nodejs",
  title: "the Node.js language host",
  program: "pulumi-language-nodejs",
  package: ".",
  flags: [],
  variables: [],
};

export const dockerProvider: Part = {
  dir: "docker-provider",
  title: "the Docker provider",
  program: "pulumi-resource-docker",
  package: ".",
  flags: ["-tags=no_compose"],
  variables: [],
};

export const randomProvider: Part = {
  dir: "random-provider",
  title: "the random provider",
  program: "pulumi-resource-random",
  package: ".",
  flags: [],
  variables: [],
};

/** How many bytes the modules and Go's build cache take on the disk while all parts are built. */
const buildBytes = 8 * 2 ** 30;

/** The path of a built part, which need not exist yet. Its name changes with anything that the part is built from. */
export function builtPath(cacheDir: string, part: Part): string {
  const folder = path.join(projectDir, "tools", "toolchain", part.dir);
  const hash = folderHash(folder, JSON.stringify([part, process.platform, process.arch]));
  return path.join(cacheDir, `${part.dir}-${hash}`, part.program);
}

/**
 * Builds the parts that are not in the cache yet, one after the other. Each is kept as soon as it is done, so that the next run
 * continues where a broken-off one stopped.
 *
 * @returns the paths of the programs, in the order of `parts`
 */
export async function buildParts(cacheDir: string, parts: readonly Part[]): Promise<string[]> {
  const built = parts.map((part) => builtPath(cacheDir, part));
  if (built.every((file) => existsSync(file))) return built;
  const onWait = (): void => {
    say("… waiting for another run that builds Pulumi");
  };
  await withLock(path.join(cacheDir, "build.lock"), onWait, async () => {
    const missing = parts.filter((part) => !existsSync(builtPath(cacheDir, part)));
    if (missing.length === 0) return;
    await requireDiskSpace(cacheDir, buildBytes, "building Pulumi from Go modules");
    const go = await ensureGo(cacheDir);
    say(`Pulumi is built from Go modules, once: ${missing.map((part) => part.title).join(", ")}. This takes minutes.`);
    for (const part of missing) await build(go, part, builtPath(cacheDir, part));
  });
  return built;
}

async function build(go: string, part: Part, output: string): Promise<void> {
  // The user's own Go settings must not change what is built, and cgo would need a C compiler, which a fresh machine lacks.
  const env = { CGO_ENABLED: "0", GOFLAGS: "-mod=readonly -buildvcs=false", GOWORK: "off", GOOS: "", GOARCH: "" };
  const options = {
    cwd: path.join(projectDir, "tools", "toolchain", part.dir),
    env,
    reject: false,
    stdin: "ignore",
  } as const;
  const listed = await step(`fetching the Go modules of ${part.title}`, async (note) => {
    const list = execa(go, ["list", "-deps", ...part.flags, part.package], options);
    const every = sparingly(note);
    for await (const line of list.iterable({ from: "stderr" })) every(line);
    const result = await list;
    if (result.failed) throw buildError(part, failureOf(result, 5), result.stderr);
    return result.stdout.split("\n").length;
  });
  const partial = `${path.dirname(output)}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  await step(`building ${part.title}`, async (note) => {
    const linker = ["-s", "-w", ...part.variables.map((variable) => `-X ${variable}`)].join(" ");
    const target = path.join(partial, part.program);
    const flags = ["-v", "-trimpath", ...part.flags, `-ldflags=${linker}`, "-o", target, part.package];
    const compiler = execa(go, ["build", ...flags], options);
    const every = sparingly(note);
    let compiled = 0;
    const lines = compiler.iterable({ from: "stderr" });
    // With -v Go prints a line for each package that it compiles; packages in its own cache are not compiled.
    while ((await lines.next()).done !== true) every(`${++compiled} of at most ${listed} packages`);
    const result = await compiler;
    if (result.failed) throw buildError(part, failureOf(result, 5), result.stderr);
  });
  rmSync(path.dirname(output), { recursive: true, force: true });
  renameSync(partial, path.dirname(output));
}

/** Passes on a line at most every five seconds, as the lines are progress and not a log. */
function sparingly(note: (text: string) => void): (text: string) => void {
  let last = performance.now();
  return (text) => {
    if (performance.now() - last < 5_000) return;
    last = performance.now();
    note(text);
  };
}

function buildError(part: Part, tail: string, output: string): UserError {
  const remedy = output.includes("no space left on device")
    ? "The disk is full: free some space, or set XDG_CACHE_HOME and GOCACHE to folders on a larger disk."
    : /dial tcp|no such host|connection refused|i\/o timeout/.test(output)
      ? "The Go module proxy cannot be reached: check the network and GOPROXY, then run this again; it goes on where it was."
      : "Run this again; it goes on where it was. If it fails again, the lines above say why.";
  return new UserError(`${part.title} could not be built:\n  ${tail}`, remedy);
}
