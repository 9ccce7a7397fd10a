// Talks to the replicas of services from inside their containers, so that it needs no route to them.
import { text } from "node:stream/consumers";
import { eventually } from "./eventually.ts";
import { engine } from "./swarm.ts";

/** A task that runs and is meant to. */
export interface Replica {
  containerId: string;
  /** The IDs of the secrets it was started with. */
  secretIds: string[];
}

/** What a replica answered. */
export interface Answer {
  status: number;
  /** Without white space around it. */
  body: string;
}

/** The running replicas of a service, ordered by container. */
export async function replicasOf(service: string): Promise<Replica[]> {
  const tasks = (await engine.listTasks({
    filters: { "service": [service], "desired-state": ["running"] },
  })) as Task[];
  return tasks
    .filter(({ Status }) => Status.State === "running")
    .map(({ Spec, Status }) => ({
      containerId: Status.ContainerStatus?.ContainerID ?? "",
      secretIds: (Spec.ContainerSpec.Secrets ?? []).map(({ SecretID }) => SecretID),
    }))
    .sort((a, b) => a.containerId.localeCompare(b.containerId));
}

interface Task {
  Spec: { ContainerSpec: { Secrets?: { SecretID: string }[] } };
  Status: { State: string; ContainerStatus?: { ContainerID: string } };
}

/** Waits until so many replicas of a service run. */
export async function awaitReplicas(service: string, count: number): Promise<Replica[]> {
  return await eventually(`${count} replicas of ${service} run`, async () => {
    const replicas = await replicasOf(service);
    return replicas.length === count ? replicas : undefined;
  });
}

/** Sends `GET path` to the server in a container. */
export async function get(containerId: string, path: string): Promise<Answer> {
  const request = `GET ${path} HTTP/1.1\\r\\nHost: replica\\r\\n\\r\\n`;
  const answer = await run(containerId, `printf '${request}' | timeout 5 nc 127.0.0.1 8080`);
  const [, status, body] = /^HTTP\/1\.1 (\d{3}) .*?\n\s*\n(.*)$/s.exec(answer) ?? [];
  if (status === undefined || body === undefined) throw new Error(`GET ${path} was answered with "${answer}"`);
  return { status: Number(status), body: body.trim() };
}

/** Runs a line of shell in a container; returns what it prints. */
export async function run(containerId: string, line: string): Promise<string> {
  const exec = await engine.getContainer(containerId).exec({ Cmd: ["sh", "-c", line], AttachStdout: true, Tty: true });
  return await text(await exec.start({ Tty: true }));
}
