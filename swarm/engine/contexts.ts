// The Docker CLI's contexts, as it keeps them on disk.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { SwarmError } from "./errors.ts";

/** What a Docker context says of its engine. */
export interface DockerContext {
  /** Address of the engine: `unix://`, `tcp://` or `ssh://`. */
  host: string;
  /** Whether the context turns the check of the engine's certificate off. */
  skipTlsVerify: boolean;
  /** Folder that holds `ca.pem`, `cert.pem` and `key.pem` when the context has any. */
  tlsDirectory: string;
}

const cliConfig = z.object({ currentContext: z.string().optional() });
const contextMeta = z.object({
  Endpoints: z.object({ docker: z.object({ Host: z.string().min(1), SkipTLSVerify: z.boolean().default(false) }) }),
});

/** The context that `docker context use` chose, or undefined. */
export async function currentContext(configDirectory: string): Promise<string | undefined> {
  const config = await readJson(path.join(configDirectory, "config.json"), cliConfig);
  // The Docker CLI treats an empty name as no context.
  return config?.currentContext === "" ? undefined : config?.currentContext;
}

/** Reads the context of that name. */
export async function readContext(configDirectory: string, name: string): Promise<DockerContext> {
  const id = createHash("sha256").update(name).digest("hex");
  const file = path.join(configDirectory, "contexts", "meta", id, "meta.json");
  const meta = await readJson(file, contextMeta);
  if (meta === undefined) {
    throw new SwarmError(
      "bad-endpoint",
      `The Docker context "${name}" does not exist in ${path.join(configDirectory, "contexts")}.`,
      "List the contexts and choose one of them:\ndocker context ls",
    );
  }
  const { Host: host, SkipTLSVerify: skipTlsVerify } = meta.Endpoints.docker;
  return { host, skipTlsVerify, tlsDirectory: path.join(configDirectory, "contexts", "tls", id, "docker") };
}

async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw malformed(file, error);
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw malformed(file, error);
  }
}

function malformed(file: string, cause: unknown): SwarmError {
  const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message;
  return new SwarmError(
    "bad-endpoint",
    `${file} cannot be read as the Docker CLI's: ${reason}`,
    "Mend the file, or name the engine in DOCKER_HOST.",
    { cause },
  );
}
