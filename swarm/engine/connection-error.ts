import type { Endpoint } from "./endpoint.ts";
import { SwarmError } from "./errors.ts";
import { EngineError, NoAnswerError } from "./engine.ts";

/**
 * Makes the error that says why an engine could not be reached.
 *
 * @param thrown what the first request threw
 * @param complaint what `ssh` said, if it was asked
 * @param limitMs how long the request was given
 */
export function connectionError(thrown: unknown, endpoint: Endpoint, complaint: string, limitMs: number): SwarmError {
  const { address, source } = endpoint;
  const system = thrown instanceof NoAnswerError ? thrown.cause : thrown;
  const at = `the Docker Engine at ${address}`;
  const said = complaint === "" ? systemReason(system, limitMs) : complaint.replaceAll(/\s*\n\s*/g, "; ");
  const reason = said.replace(/\.$/, "");

  if (isTlsError(system)) {
    return new SwarmError(
      "tls",
      `TLS with ${at} failed: ${reason}. The address comes from ${source}.`,
      tlsRemedy(endpoint),
      { cause: thrown },
    );
  }
  if (system instanceof EngineError || system instanceof SyntaxError) {
    return new SwarmError(
      "unsupported-engine",
      `What answers at ${address} does not answer as a Docker Engine: ${reason}. The address comes from ${source}.`,
      "Point DOCKER_HOST, or the configured endpoint, at a Docker Engine.",
      { cause: thrown },
    );
  }
  return new SwarmError(
    "unreachable",
    `Cannot reach ${at}: ${reason}. The address comes from ${source}.`,
    reachRemedy(endpoint, system),
    { cause: thrown },
  );
}

function systemReason(error: unknown, limitMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError" || error.name === "AbortError") return `no answer within ${limitMs / 1000} s`;
  const { code, errors } = error as NodeJS.ErrnoException & { errors?: Error[] };
  // Node reports one error for each address of a name.
  if (errors !== undefined && errors.length > 0) return errors.map(({ message }) => message).join(", ");
  const known = code === undefined ? undefined : reasons[code];
  return known === undefined ? error.message : `${known} (${error.message})`;
}

const reasons: Record<string, string> = {
  ENOENT: "there is no such socket",
  EACCES: "this user may not use the socket",
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "the host's name is unknown",
  EAI_AGAIN: "the host's name cannot be looked up now",
  ECONNRESET: "the connection was closed without an answer",
};

function isTlsError(error: unknown): boolean {
  if (error instanceof EngineError) return error.message.includes("HTTP request to an HTTPS server");
  const { code = "", message } = error as NodeJS.ErrnoException;
  return (
    /^(ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|EPROTO|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code) || /\bSSL\b/.test(message)
  );
}

function tlsRemedy({ tls }: Endpoint): string {
  if (tls === undefined)
    return "If the engine wants TLS, set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH, or use a Docker context.";
  return `Check that the engine speaks TLS at this address under this name, and that ca.pem, cert.pem and key.pem in ${tls.directory} are this engine's.`;
}

function reachRemedy(endpoint: Endpoint, error: unknown): string {
  const { address } = endpoint;
  const { code } = error as NodeJS.ErrnoException;
  if (address.startsWith("ssh:")) {
    const { host, username } = new URL(address);
    const destination = username === "" ? host : `${username}@${host}`;
    return `Make this work without a question asked:\nssh -o BatchMode=yes ssh://${destination} docker version`;
  }
  // Some servers that expect TLS reset the connection when they get plain HTTP.
  if (address.startsWith("tcp:") && endpoint.tls === undefined && code === "ECONNRESET") return tlsRemedy(endpoint);
  if (code === "EACCES") {
    return "Run as a user who may use the socket (often: a member of the group docker).";
  }
  return `Start the engine, or point DOCKER_HOST or the configured endpoint elsewhere. To try it:\ndocker -H ${address} version`;
}
