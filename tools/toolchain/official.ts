import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { failureOf } from "../failure.ts";
import { step } from "../../cli/progress.ts";
import { inspectCli, type Cli, type Unusable } from "./cli.ts";

/** Where Pulumi publishes its releases and their checksums. */
const releasesUrl = "https://get.pulumi.com/releases/sdk";

/** How long a download host may take to send its first byte, and then each next part, in milliseconds. */
const patienceMs = 5_000;

/** The folder of a downloaded release in the cache. */
export const officialDir = (cacheDir: string, version: string): string => path.join(cacheDir, `official-${version}`);

/**
 * Downloads the official release, checks it against the published SHA-256, and unpacks it into the cache.
 *
 * @param baseUrl where the release and its checksums are; default Pulumi's own host
 * @returns the CLI, or why it cannot be had; an unreachable host is noticed within seconds
 */
export async function downloadOfficial(
  cacheDir: string,
  version: string,
  baseUrl: string = releasesUrl,
): Promise<Cli | Unusable> {
  const platform = releasePlatform();
  if (platform === undefined)
    return { unusable: `Pulumi publishes no release for ${process.platform} ${process.arch}` };
  const archive = `pulumi-v${version}-${platform}.tar.gz`;
  const folder = officialDir(cacheDir, version);
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  try {
    return await step(`downloading the official Pulumi ${version}`, async (note) => {
      const sums = Buffer.concat(await download(`${baseUrl}/pulumi-${version}-checksums.txt`)).toString("utf8");
      const wanted = new RegExp(`^([0-9a-f]{64}) [ *]${RegExp.escape(archive)}$`, "m").exec(sums)?.[1];
      if (wanted === undefined) return { unusable: `${baseUrl} publishes no checksum of ${archive}` };
      const file = path.join(partial, archive);
      await writeFile(file, await download(`${baseUrl}/${archive}`, note));
      const actual = createHash("sha256").update(readFileSync(file)).digest("hex");
      if (actual !== wanted) return { unusable: `${archive} has SHA-256 ${actual}, and ${wanted} was published` };
      const tar = await execa("tar", ["-xzf", file, "-C", partial, "--strip-components=1"], { reject: false });
      if (tar.failed) return { unusable: `${archive} cannot be unpacked: ${failureOf(tar)}` };
      rmSync(file);
      rmSync(folder, { recursive: true, force: true });
      renameSync(partial, folder);
      return await inspectCli("official", folder);
    });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { unusable: error.message };
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** Whether a download host answers, whatever its answer is. */
export async function isReachable(url: string): Promise<boolean> {
  try {
    await fetch(url, { method: "HEAD", redirect: "manual", signal: AbortSignal.timeout(patienceMs) });
    return true;
  } catch {
    return false;
  }
}

async function download(url: string, note?: (text: string) => void): Promise<Buffer[]> {
  const silence = new AbortController();
  const timer = setTimeout(() => {
    silence.abort();
  }, patienceMs);
  try {
    const response = await fetch(url, { signal: silence.signal });
    if (!response.ok || !response.body) throw new Error(`it answers ${response.status}`);
    const total = Number(response.headers.get("content-length") ?? 0);
    const chunks: Buffer[] = [];
    let size = 0;
    let noted = performance.now();
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      timer.refresh();
      chunks.push(Buffer.from(chunk));
      size += chunk.length;
      if (note && performance.now() - noted > 5_000) {
        noted = performance.now();
        note(`${(size / 2 ** 20).toFixed(0)} of ${(total / 2 ** 20).toFixed(0)} MiB`);
      }
    }
    return chunks;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const reason = silence.signal.aborted
      ? "it does not answer"
      : cause instanceof Error
        ? cause.message
        : String(cause);
    throw new Error(`${url}: ${reason}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

function releasePlatform(): string | undefined {
  const os = { linux: "linux", darwin: "darwin" }[process.platform as string];
  const cpu = { x64: "x64", arm64: "arm64" }[process.arch as string];
  return os && cpu ? `${os}-${cpu}` : undefined;
}
