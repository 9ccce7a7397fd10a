// Decides which engine to talk to. The answer is the one that the Docker CLI gives in the same shell.
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { SwarmError } from "./errors.ts";

/** Where an engine is, and what its identity is checked with. */
export interface Endpoint {
  /** `unix:///path`, `tcp://host:port` or `ssh://user@host:port`. */
  address: string;
  /** Where the address comes from, to be read after "the address comes from". */
  source: string;
  /** Undefined where the connection does not use TLS. */
  tls?: TlsFiles;
}

/** PEM texts for TLS with an engine. */
export interface TlsFiles {
  /** The folder that the files were read from. */
  directory: string;
  /** Undefined where the authorities that the system trusts count. */
  ca?: string;
  cert?: string;
  key?: string;
  /** False only where a Docker context says so. */
  verify: boolean;
}

const defaultSocket = "unix:///var/run/docker.sock";

/**
 * Finds the engine's address.
 *
 * @param endpoint `unix://`, `tcp://`, `ssh://` or `context:NAME`. Default: what the Docker CLI would take: `DOCKER_HOST`, else
 *   `DOCKER_CONTEXT`, else the current context, else the default socket. `DOCKER_TLS_VERIFY` or `DOCKER_CERT_PATH` turn TLS on
 *   for a `tcp://` address that does not come from a context; certificates are then always verified.
 * @throws SwarmError `bad-endpoint` or `tls`
 */
export async function resolveEndpoint(endpoint: string | undefined, environment: NodeJS.ProcessEnv): Promise<Endpoint> {
  const directory = dockerConfigDirectory(environment);
  if (endpoint?.startsWith("context:") === true) {
    return fromContext(endpoint.slice("context:".length), `the endpoint "${endpoint}"`, directory, environment);
  }
  if (endpoint !== undefined) return fromAddress(endpoint, "the configured endpoint", directory, environment);

  const host = nonEmpty(environment["DOCKER_HOST"]);
  if (host !== undefined) return fromAddress(host, "DOCKER_HOST", directory, environment);

  const named = nonEmpty(environment["DOCKER_CONTEXT"]);
  if (named !== undefined) return fromContext(named, `DOCKER_CONTEXT (context "${named}")`, directory, environment);

  // The module that reads contexts takes a while to load, and DOCKER_HOST does not need it.
  const { currentContext } = await import("./contexts.ts");
  const current = await currentContext(directory);
  if (current !== undefined) {
    return fromContext(current, `the current Docker context "${current}"`, directory, environment);
  }
  return byDefault(directory);
}

function byDefault(directory: string): Endpoint {
  const source = `Docker's default (DOCKER_HOST and DOCKER_CONTEXT are not set, ${directory} names no current context)`;
  return { address: defaultSocket, source };
}

async function fromContext(
  name: string,
  source: string,
  directory: string,
  environment: NodeJS.ProcessEnv,
): Promise<Endpoint> {
  // "default" is the CLI's name for the lack of a context and has no file.
  if (name === "default") {
    const host = nonEmpty(environment["DOCKER_HOST"]);
    return host === undefined ? byDefault(directory) : fromAddress(host, "DOCKER_HOST", directory, environment);
  }
  const { readContext } = await import("./contexts.ts");
  const context = await readContext(directory, name);
  checkAddress(context.host, source);
  const tls = await readTlsFiles(context.tlsDirectory, !context.skipTlsVerify);
  if (!context.host.startsWith("tcp:") || tls === undefined) return { address: context.host, source };
  return { address: context.host, source, tls };
}

async function fromAddress(
  address: string,
  source: string,
  directory: string,
  environment: NodeJS.ProcessEnv,
): Promise<Endpoint> {
  checkAddress(address, source);
  const certificates = nonEmpty(environment["DOCKER_CERT_PATH"]);
  const wanted = certificates !== undefined || nonEmpty(environment["DOCKER_TLS_VERIFY"]) !== undefined;
  if (!address.startsWith("tcp:") || !wanted) return { address, source };

  const tls = await readTlsFiles(certificates ?? directory, true);
  if (tls !== undefined) return { address, source, tls };
  if (certificates === undefined) return { address, source, tls: { directory, verify: true } };
  throw new SwarmError(
    "tls",
    `TLS is wanted for ${address} (from ${source}), but DOCKER_CERT_PATH (${certificates}) holds none of ca.pem, cert.pem, key.pem.`,
    "Set DOCKER_CERT_PATH to the folder with the engine's client certificate.",
  );
}

function checkAddress(address: string, source: string): void {
  const url = URL.parse(address);
  const wellFormed =
    url?.protocol === "unix:"
      ? url.host === "" && url.pathname.length > 1
      : (url?.protocol === "tcp:" || url?.protocol === "ssh:") && url.hostname !== "" && /^\/?$/.test(url.pathname);
  if (wellFormed && url?.password === "") return;
  throw new SwarmError(
    "bad-endpoint",
    `"${url?.password ? `${url.protocol}//…` : address}" (from ${source}) is not the address of a Docker Engine.`,
    "Write unix:///path/to/docker.sock, tcp://host:port, ssh://user@host or ssh://user@host:port, without a path or a password, or context:NAME.",
  );
}

/** Reads the files for TLS from a folder; undefined when it holds none of the three. */
async function readTlsFiles(directory: string, verify: boolean): Promise<TlsFiles | undefined> {
  const [ca, cert, key] = await Promise.all(["ca.pem", "cert.pem", "key.pem"].map((file) => readPem(directory, file)));
  if (ca === undefined && cert === undefined && key === undefined) return undefined;
  if ((cert === undefined) !== (key === undefined)) {
    throw new SwarmError(
      "tls",
      `${directory} holds ${cert === undefined ? "key.pem without cert.pem" : "cert.pem without key.pem"}.`,
      "A client certificate needs both: add the missing file.",
    );
  }
  return {
    directory,
    verify,
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  };
}

async function readPem(directory: string, file: string): Promise<string | undefined> {
  try {
    return await readFile(path.join(directory, file), "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new SwarmError("tls", `A TLS file cannot be read: ${message}`, `Make ${file} readable, or remove it.`, {
      cause: error,
    });
  }
}

/** Folder of the Docker CLI's configuration: `DOCKER_CONFIG`, else `~/.docker`. */
function dockerConfigDirectory(environment: NodeJS.ProcessEnv): string {
  return nonEmpty(environment["DOCKER_CONFIG"]) ?? path.join(nonEmpty(environment["HOME"]) ?? homedir(), ".docker");
}

/** Treats an empty variable as one that is not set, as the Docker CLI does. */
function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text === "" ? undefined : text;
}
