// Runs the private engine as one privileged container, without network, on the user's own engine. This works on Linux only, because
// the private engine's socket is reached through a folder that container and machine share.
import type Docker from "dockerode";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import process from "node:process";
import { projectName } from "../paths.ts";
import { UserError } from "../../rotation/user-error.ts";
import { writeConfig } from "./config.ts";
import { askVersion } from "./engine-api.ts";
import { dockerAt } from "./engine-client.ts";
import { ensureEngineImage } from "./engine-image.ts";
import { logRemedy, tellingLines } from "./engine-log.ts";
import type { Layout } from "./layout.ts";
import { readScript } from "./namespaces.ts";
import { waitFor } from "./processes.ts";

const startLimitMs = 60_000;
const label = `${projectName}.sandbox`;

/** What this sandbox has on the user's engine. It is written down before it is made, so that nothing is forgotten. */
export interface ContainerRecord {
  /** The socket of the user's engine. */
  socket: string;
  /** Whether there may be a container and a volume. */
  container: boolean;
  /** The image that was made for this sandbox; null when there is none. */
  image: string | null;
}

/** Reads what is written down; undefined when this sandbox never was a container, or was reset since. */
export function readRecord(layout: Layout): ContainerRecord | undefined {
  if (!existsSync(layout.containerFile)) return undefined;
  return JSON.parse(readFileSync(layout.containerFile, "utf8")) as ContainerRecord;
}

/** Writes it down, wholly or not at all, even when this process is killed in between. */
function writeRecord(layout: Layout, record: ContainerRecord): void {
  const draft = `${layout.containerFile}.new`;
  writeFileSync(draft, `${JSON.stringify(record)}\n`);
  renameSync(draft, layout.containerFile);
}

/** Whether the container runs. On an engine that is down, no container runs. */
export async function containerRuns(layout: Layout, { socket, container }: ContainerRecord): Promise<boolean> {
  if (!container) return false;
  try {
    return (await inspect(dockerAt(socket), layout))?.State.Running ?? false;
  } catch (error) {
    if (hasCode(error, "ECONNREFUSED", "ENOENT")) return false;
    throw error;
  }
}

/** Starts the engine in a container on the user's engine at `socket`, and waits until its API answers here. */
export async function startContainer(layout: Layout, socket: string): Promise<void> {
  const docker = dockerAt(socket);
  await removeContainer(docker, layout);
  const { tag, engineMajor, isOurs } = await ensureEngineImage(docker, layout, (image) => {
    writeRecord(layout, { socket, container: readRecord(layout)?.container ?? false, image });
  });
  const record: ContainerRecord = { socket, container: true, image: isOurs ? tag : null };
  writeRecord(layout, record);
  writeFileSync(layout.logFile, "");
  // The volume lies where the user's engine keeps its own data, so its storage driver works for the private engine, too.
  const { Driver: driver } = (await docker.info()) as { Driver: string };
  const inside = { socket: "/sandbox/docker.sock", dataDir: "/var/lib/docker", overlay: driver.startsWith("overlay") };
  writeConfig(layout, { ...inside, groupId: process.getgid?.() ?? 0 }, engineMajor);
  try {
    await createContainer(docker, layout, tag);
  } catch (error) {
    throw new UserError(
      `The Docker Engine at ${socket} does not start a privileged container: ${error instanceof Error ? error.message : String(error)}`,
      "Allow privileged containers there, or run this as root with dockerd on PATH.",
      { cause: error },
    );
  }

  const answers = async (): Promise<boolean> => (await askVersion(layout.socket)) !== undefined;
  const runs = (): Promise<boolean> => containerRuns(layout, record);
  await waitFor(async () => (await answers()) || !(await runs()), startLimitMs);
  if (await answers()) return;
  const isElsewhere = (await runs()) && !existsSync(layout.socket);
  await removeContainer(docker, layout);
  if (isElsewhere) {
    throw new UserError(
      `A container on the Docker Engine at ${socket} cannot put a socket into ${layout.dir} of this machine.`,
      "Use an engine that runs on this machine itself, not in a virtual machine or a container.",
    );
  }
  throw new UserError(
    `The private engine in the container ${layout.name} does not come up:\n  ${tellingLines(layout.logFile)}`,
    logRemedy(layout.logFile),
  );
}

async function createContainer(docker: Docker, layout: Layout, image: string): Promise<void> {
  const container = await docker.createContainer({
    name: layout.name,
    Image: image,
    Labels: { [label]: layout.dir },
    Entrypoint: ["sh", "-c", readScript("init.sh"), "init.sh", "container", "dockerd"],
    Cmd: ["--config-file=/sandbox/engine/daemon.json"],
    // This variable tells dockerd to leave AppArmor alone, which it cannot reach from inside a container.
    Env: ["container=docker"],
    HostConfig: {
      Privileged: true,
      NetworkMode: "none",
      RestartPolicy: { Name: "no" },
      Tmpfs: { "/run": "mode=755" },
      Mounts: [
        { Type: "bind", Source: layout.dir, Target: "/sandbox" },
        { Type: "volume", Source: layout.name, Target: "/var/lib/docker" },
      ],
    },
  });
  await container.start();
}

/** Stops the container and removes it with its volume, so that nothing is left on the user's engine. */
export async function stopContainer(layout: Layout, record: ContainerRecord): Promise<void> {
  if (!record.container) return;
  await reaching(record.socket, layout, async (docker) => {
    // The private engine gives its own containers 10 s to end by themselves, so it needs a little more than that itself.
    if (await inspect(docker, layout)) await ignoring([304, 404], docker.getContainer(layout.name).stop({ t: 15 }));
    await removeContainer(docker, layout);
    await ignoring([404], docker.getVolume(layout.name).remove());
  });
  writeRecord(layout, { ...record, container: false });
}

/** Removes the image that was made for this sandbox. */
export async function removeImage(layout: Layout, { socket, image }: ContainerRecord): Promise<void> {
  if (image === null) return;
  await reaching(socket, layout, async (docker) => {
    await ignoring([404], docker.getImage(image).remove());
  });
}

async function removeContainer(docker: Docker, layout: Layout): Promise<void> {
  const found = await inspect(docker, layout);
  if (found === undefined) return;
  if (found.Config.Labels[label] !== layout.dir) {
    throw new UserError(
      `The name ${layout.name} is taken by a container that is not from here.`,
      `Rename it: docker rename ${layout.name} another-name`,
    );
  }
  await ignoring([404], docker.getContainer(layout.name).remove({ force: true }));
}

async function inspect(docker: Docker, layout: Layout): Promise<Docker.ContainerInspectInfo | undefined> {
  return await ignoring([404], docker.getContainer(layout.name).inspect());
}

/** Waits for a request. The given status codes mean that there was nothing to do, and are no errors. */
async function ignoring<T>(statusCodes: number[], request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof Error && "statusCode" in error && statusCodes.includes(Number(error.statusCode)))
      return undefined;
    throw error;
  }
}

/** Does work on the user's engine. When that engine cannot be reached, the error says what to do. */
async function reaching(socket: string, layout: Layout, work: (docker: Docker) => Promise<void>): Promise<void> {
  try {
    await work(dockerAt(socket));
  } catch (error) {
    if (!hasCode(error, "ECONNREFUSED", "ENOENT", "EACCES")) throw error;
    throw new UserError(
      `What this sandbox has on the Docker Engine at ${socket} cannot be removed: that engine does not answer this user.`,
      `Start that engine and run this again. If it is gone for good, remove ${layout.containerFile}`,
      { cause: error },
    );
  }
}

const hasCode = (error: unknown, ...codes: string[]): boolean =>
  error instanceof Error && "code" in error && codes.includes(String(error.code));
