// Finds the Docker Engine that the person at the terminal uses. It is only ever asked for one container with one volume.
import { createHash } from "node:crypto";
import { readFileSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import process from "node:process";
import { z } from "zod";
import { dockerAt } from "./engine-client.ts";
import type { Layout } from "./layout.ts";

/** The user's engine, or why there is none that can be used: one clause for a person. */
export type UserEngine = { socket: string } | { unusable: string };

/**
 * Looks where `docker` would: `DOCKER_HOST`, the current context, the default socket. Only an engine of this machine will do,
 * since the private engine's socket has to come to be here. `DOCKER_HOST` may well name this sandbox itself, as `up` advises:
 * then it does not count.
 */
export async function findUserEngine(layout: Layout): Promise<UserEngine> {
  const host = currentHost(layout);
  if (!host.startsWith("unix://")) return { unusable: `the Docker Engine at ${host} is not on this machine` };
  const socket = host.slice("unix://".length);
  try {
    const { OSType } = (await dockerAt(socket, 5000).info()) as { OSType: string };
    return OSType === "linux" ? { socket } : { unusable: `the Docker Engine at ${host} runs ${OSType} containers` };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EACCES") return { unusable: `this user may not use the Docker Engine at ${host}` };
    return { unusable: `no Docker Engine answers at ${host}` };
  }
}

function currentHost(layout: Layout): string {
  const host = process.env["DOCKER_HOST"];
  if (host !== undefined && host !== "" && !isSameFile(host.replace(/^unix:\/\//, ""), layout.socket)) return host;
  const config = process.env["DOCKER_CONFIG"] ?? path.join(homedir(), ".docker");
  const name =
    process.env["DOCKER_CONTEXT"] ??
    cliConfig.safeParse(readJson(path.join(config, "config.json"))).data?.currentContext;
  if (name === undefined || name === "" || name === "default") return "unix:///var/run/docker.sock";
  const folder = createHash("sha256").update(name).digest("hex");
  const context = contextMeta.safeParse(readJson(path.join(config, "contexts", "meta", folder, "meta.json")));
  return context.data?.Endpoints.docker.Host ?? `the context ${name}, which does not exist`;
}

const cliConfig = z.object({ currentContext: z.string().optional() });
const contextMeta = z.object({ Endpoints: z.object({ docker: z.object({ Host: z.string() }) }) });

function isSameFile(one: string, other: string): boolean {
  try {
    return realpathSync(one) === other;
  } catch {
    return path.resolve(one) === other;
  }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
