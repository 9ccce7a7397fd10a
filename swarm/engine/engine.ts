// The Docker Engine's API over plain HTTP. An answer with an error and no answer are two kinds of error, and an answer that is cut
// short counts as no answer. Numbers beyond 2^53 keep all their digits when a spec is read and sent back.
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { text } from "node:stream/consumers";
import { createSecureContext } from "node:tls";
import type { Endpoint, TlsFiles } from "./endpoint.ts";
import { SwarmError } from "./errors.ts";
import { SshAgent } from "./ssh.ts";

/** How long one request may take, its answer included, in milliseconds. */
const requestLimitMs = 30_000;

/** The engine answered with an error. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  /** HTTP status. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The engine did not answer, or its answer was cut short; the system's error is the cause. */
export class NoAnswerError extends Error {
  override readonly name = "NoAnswerError";

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** A number. A number that JavaScript cannot hold exactly is kept as its digits. */
export type ExactNumber = number | { rawJSON: string };

type Query = Readonly<Record<string, string | number | boolean | object>>;

/** What a request has besides its path. */
interface Asked {
  /** Objects and lists are sent as JSON, as the Engine wants its filters. */
  query?: Query;
  /** Makes the request a POST. */
  body?: unknown;
  method?: "DELETE";
  /** Time limit in milliseconds; default 30,000. */
  limitMs?: number;
}

/** What became of a request: an answer, or none. */
type Sent =
  | { response: IncomingMessage }
  | {
      error: Error;
      /** Whether the request was sent over a connection that was kept open and had been closed in the meantime. */
      isStale: boolean;
    };

/** A client of one engine. Its requests share a few connections, which stay open but do not keep the process alive. */
export class Engine {
  readonly #agent: HttpAgent;
  readonly #target: RequestOptions;
  /** What each path begins with: `/v1.45`; empty for the engine's newest version. */
  readonly #prefix: string;
  #isClosed = false;

  private constructor(agent: HttpAgent, target: RequestOptions, prefix: string) {
    this.#agent = agent;
    this.#target = target;
    this.#prefix = prefix;
  }

  /**
   * The client of the engine at an endpoint. Nothing is sent yet.
   *
   * @throws SwarmError `tls` when the endpoint's certificate or key cannot be used
   */
  static at(endpoint: Endpoint): Engine {
    return new Engine(agentFor(endpoint), targetOf(endpoint), "");
  }

  /** The same client, speaking one version of the API: "1.45". */
  speaking(apiVersion: string): Engine {
    return new Engine(this.#agent, this.#target, `/v${apiVersion}`);
  }

  /**
   * Sends a request and returns the answer's JSON; undefined for an empty answer, which the Engine gives to some changes.
   *
   * @throws EngineError; NoAnswerError
   */
  async request<T>(path: string, asked: Asked = {}): Promise<T> {
    const answer = await this.text(path, asked);
    return (answer === "" ? undefined : JSON.parse(answer)) as T;
  }

  /** Does the same as {@link request} for an answer that is sent back later: its numbers keep all their digits. */
  async requestExactly<T>(path: string, asked: Asked = {}): Promise<T> {
    return parseExactly(await this.text(path, asked)) as T;
  }

  /** Does the same as {@link request} for an answer that is not JSON. */
  async text(path: string, asked: Asked = {}): Promise<string> {
    const signal = AbortSignal.timeout(asked.limitMs ?? requestLimitMs);
    try {
      const response = await this.#exchange(path, asked, signal);
      const answer = await text(response);
      const { statusCode: status = 0 } = response;
      if (status >= 200 && status < 300) return answer;
      throw new EngineError(status, errorMessage(answer));
    } catch (error) {
      if (error instanceof EngineError) throw error;
      throw new NoAnswerError(signal.aborted ? signal.reason : error);
    }
  }

  /** What `ssh` printed when a connection through it failed; empty where it printed nothing or is not used. */
  async complaint(): Promise<string> {
    return this.#agent instanceof SshAgent ? await this.#agent.complaint() : "";
  }

  /** Closes the connections. What is under way fails, and is not sent again. */
  close(): void {
    this.#isClosed = true;
    this.#agent.destroy();
  }

  /**
   * Sends a request. A proxy or the engine may close an idle connection at the very moment it is used again. A request that only
   * reads is then sent again over another connection. A change is not, because it may have been carried out.
   */
  async #exchange(path: string, asked: Asked, signal: AbortSignal): Promise<IncomingMessage> {
    const isQuestion = asked.body === undefined && asked.method === undefined;
    for (;;) {
      const sent = await this.#send(path, asked, signal);
      if (!("error" in sent)) return sent.response;
      if (!isQuestion || !sent.isStale || signal.aborted || this.#isClosed) throw sent.error;
    }
  }

  #send(path: string, { query = {}, body, method }: Asked, signal: AbortSignal): Promise<Sent> {
    const content = body === undefined ? "" : JSON.stringify(body);
    const send = this.#agent instanceof HttpsAgent ? httpsRequest : httpRequest;
    return new Promise((resolve) => {
      const request = send({
        ...this.#target,
        path: this.#prefix + path + queryText(query),
        method: method ?? (body === undefined ? "GET" : "POST"),
        headers:
          body === undefined
            ? {}
            : { "content-type": "application/json", "content-length": Buffer.byteLength(content) },
        agent: this.#agent,
        signal,
      })
        .on("error", (error: NodeJS.ErrnoException) => {
          resolve({ error, isStale: request.reusedSocket && ["ECONNRESET", "EPIPE"].includes(error.code ?? "") });
        })
        .on("response", (response) => {
          resolve({ response });
        })
        .end(content);
    });
  }
}

function agentFor({ address, tls }: Endpoint): HttpAgent {
  if (address.startsWith("ssh:")) return new SshAgent(new URL(address));
  if (tls === undefined) return new HttpAgent({ keepAlive: true });
  const { ca, cert, key, verify } = tls;
  checkPem(tls);
  return new HttpsAgent({ keepAlive: true, ca, cert, key, rejectUnauthorized: verify });
}

function checkPem({ directory, ca, cert, key }: TlsFiles): void {
  try {
    createSecureContext({ ca, cert, key });
  } catch (error) {
    throw new SwarmError(
      "tls",
      `The TLS files in ${directory} cannot be used: ${(error as Error).message}`,
      "Put the engine's ca.pem and a matching cert.pem and key.pem there.",
      { cause: error },
    );
  }
}

/** Where a request to an endpoint goes, as `node:http` wants it. */
export function targetOf({ address, tls }: Endpoint): RequestOptions {
  const url = new URL(address);
  if (url.protocol === "unix:") return { socketPath: decodeURIComponent(url.pathname) };
  // The agent knows the way through ssh; the host is for the Host header.
  if (url.protocol === "ssh:") return { host: "docker" };
  return { host: url.hostname.replace(/^\[|\]$/g, ""), port: url.port || (tls === undefined ? 2375 : 2376) };
}

function queryText(query: Query): string {
  const entries = Object.entries(query);
  if (entries.length === 0) return "";
  const texts = entries.map(([name, value]): [string, string] => [
    name,
    typeof value === "object" ? JSON.stringify(value) : String(value),
  ]);
  return `?${new URLSearchParams(texts).toString()}`;
}

function errorMessage(answer: string): string {
  try {
    const { message } = JSON.parse(answer) as { message?: unknown };
    if (typeof message === "string") return message.trim();
  } catch {
    // The answer is not the engine's: it is a proxy's page, or a TLS server's complaint about plain HTTP.
  }
  return answer.trim().slice(0, 200);
}

/** The parts of ES2026's JSON that TypeScript's library does not know yet. */
interface ExactJson {
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown;
  rawJSON(text: string): unknown;
}

function parseExactly(text: string): unknown {
  const json = JSON as unknown as ExactJson;
  return json.parse(text, (_key, value, { source }) =>
    typeof value === "number" && !Number.isSafeInteger(value) && source !== undefined ? json.rawJSON(source) : value,
  );
}
