// One request to the Engine API. It goes around dockerode's own methods for three things they cannot do: a response cut short
// is an error (there it never ends), numbers beyond 2^53 survive the way from a spec back into it, and an answer with an error
// is told apart from no answer.
import type Docker from "dockerode";
import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";

/** Time limit of one request, in milliseconds. */
export const requestLimitMs = 30_000;

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

/** The engine did not answer, or not to the end; the system's error is the cause. */
export class NoAnswerError extends Error {
  override readonly name = "NoAnswerError";

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

interface RequestOptions {
  query?: Record<string, unknown>;
  /** Makes the request a POST. */
  body?: unknown;
  method?: "DELETE";
  /** Time limit in milliseconds; default 30,000. */
  limitMs?: number;
}

/** Sends a request and returns the answer's JSON. Throws an {@link EngineError} or a {@link NoAnswerError}. */
export async function request<T>(docker: Docker, path: string, options: RequestOptions = {}): Promise<T> {
  const answer = await requestText(docker, path, options);
  // Of a change the Engine may say nothing but that it is done.
  return (answer === "" ? undefined : JSON.parse(answer)) as T;
}

/** A number; one that JavaScript cannot hold as its digits. */
export type ExactNumber = number | { rawJSON: string };

/** As {@link request}, for what is sent back later: numbers that JavaScript cannot hold keep all their digits. */
export async function requestExactly<T>(docker: Docker, path: string, options: RequestOptions = {}): Promise<T> {
  return parseExactly(await requestText(docker, path, options)) as T;
}

async function requestText(docker: Docker, path: string, options: RequestOptions): Promise<string> {
  const { status, answer } = await exchange(docker, path, options).catch((error: unknown) => {
    throw new NoAnswerError(error);
  });
  if (status < 300) return answer;
  throw new EngineError(status, errorMessage(answer));
}

async function exchange(docker: Docker, path: string, options: RequestOptions) {
  const response = await dial(docker, path, options, AbortSignal.timeout(options.limitMs ?? requestLimitMs));
  return { status: response.statusCode ?? 0, answer: await text(response) };
}

function dial(docker: Docker, path: string, options: RequestOptions, signal: AbortSignal): Promise<IncomingMessage> {
  const modem = docker.modem as Modem;
  return new Promise((resolve, reject) => {
    modem.dial(
      {
        path: `${path}?`,
        method: options.method ?? (options.body === undefined ? "GET" : "POST"),
        options: { _query: options.query ?? {}, _body: options.body },
        abortSignal: signal,
        isStream: true,
        statusCodes: everyStatus,
      },
      (error, response) => {
        if (error === null) resolve(response);
        else reject(error);
      },
    );
  });
}

/** The part of docker-modem, dockerode's transport, that is used here. */
interface Modem {
  dial(options: object, callback: (error: Error | null, response: IncomingMessage) => void): void;
}

// docker-modem makes an error without its parts of every status that is not listed.
const everyStatus = new Proxy({}, { get: () => true });

function errorMessage(answer: string): string {
  try {
    const { message } = JSON.parse(answer) as { message?: unknown };
    if (typeof message === "string") return message.trim();
  } catch {
    // Not from the engine: a proxy's page, or a TLS server's complaint about plain HTTP.
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
