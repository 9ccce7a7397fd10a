// A proxy between a client and the engine that records what is sent, and injects faults.
import {
  createServer as createHttpServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import type { TlsOptions } from "node:tls";
import { neverEndIdle } from "../idle-connections.ts";
import { projectName } from "../paths.ts";
import { dockerHost } from "./docker-host.ts";

/** A request as the client sent it. */
export interface SeenRequest {
  method: string;
  /** The path without API version and query: /services/abc/update. */
  path: string;
  query: URLSearchParams;
  body: string;
}

/**
 * What happens to a request: `undefined` lets it pass; an answer is given in the engine's place; "drop" closes the connection;
 * "drop-answer" lets the engine carry it out, and closes the connection before the answer.
 */
export type Interference = { status: number; body: unknown } | "drop" | "drop-answer" | undefined;

export interface ProxyOptions {
  interfere?: (request: SeenRequest) => Interference | Promise<Interference>;
  /** Listens on a TCP port with TLS instead of on a socket. */
  tls?: TlsOptions;
}

export interface EngineProxy {
  /** The proxy's address, for DOCKER_HOST. */
  host: string;
  /** All requests so far. */
  requests: SeenRequest[];
  /** The requests that change something. */
  writes: () => SeenRequest[];
  close: () => Promise<void>;
}

/**
 * Puts a proxy in front of the engine that DOCKER_HOST names.
 *
 * @example
 * const proxy = await countingProxy({ interfere: ({ path }) => (path.endsWith("/update") ? "drop-answer" : undefined) });
 */
export async function countingProxy({ interfere, tls }: ProxyOptions = {}): Promise<EngineProxy> {
  const engineSocket = dockerHost().replace(/^unix:\/\//, "");
  const requests: SeenRequest[] = [];

  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const url = new URL(incoming.url ?? "/", "http://engine");
    const body = await buffer(incoming);
    const method = incoming.method ?? "GET";
    const seen = {
      method,
      path: url.pathname.replace(/^\/v[\d.]+/, ""),
      query: url.searchParams,
      body: body.toString(),
    };
    requests.push(seen);
    const fate = await interfere?.(seen);
    if (typeof fate === "object") {
      outgoing.writeHead(fate.status, { "content-type": "application/json" }).end(JSON.stringify(fate.body));
    } else if (fate === "drop") {
      incoming.socket.destroy();
    } else {
      const options = { socketPath: engineSocket, path: incoming.url, method, headers: incoming.headers };
      const forwarded = request(options, (answer) => {
        if (fate === "drop-answer") {
          answer.resume();
          incoming.socket.destroy();
          return;
        }
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      });
      forwarded.on("error", () => incoming.socket.destroy());
      forwarded.end(body);
    }
  };
  const listener = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    handle(incoming, outgoing).catch(() => incoming.socket.destroy());
  };
  const server = tls === undefined ? createHttpServer(listener) : createHttpsServer(tls, listener);
  const { host, close } = await listen(server, tls !== undefined);
  return {
    host,
    requests,
    writes: () => requests.filter(({ method }) => method !== "GET" && method !== "HEAD"),
    close,
  };
}

/** A server that only looks like an engine: it answers the given paths (without API version) with fixed JSON, and all others with 404. `asked` has the paths. */
export async function fakeEngine(
  answers: Record<string, unknown>,
): Promise<{ host: string; asked: string[]; close: () => Promise<void> }> {
  const asked: string[] = [];
  const server = createHttpServer((incoming, outgoing) => {
    const path = (incoming.url ?? "").replace(/^\/v[\d.]+/, "").replace(/\?.*/, "");
    asked.push(path);
    const answer = answers[path];
    outgoing.setHeader("server", "a fake engine, for a test");
    outgoing.statusCode = answer === undefined ? 404 : 200;
    outgoing.end(JSON.stringify(answer ?? { message: "this is a fake" }));
  });
  return { ...(await listen(server, false)), asked };
}

async function listen(server: Server, tcp: boolean): Promise<{ host: string; close: () => Promise<void> }> {
  const directory = await mkdtemp(path.join(tmpdir(), `${projectName}-proxy-`));
  const socket = path.join(directory, "docker.sock");
  neverEndIdle(server);
  await new Promise<void>((resolve, reject) => {
    server.on("error", reject);
    if (tcp) server.listen(0, "127.0.0.1", resolve);
    else server.listen(socket, resolve);
  });
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(directory, { recursive: true });
  };
  return { host: tcp ? `tcp://127.0.0.1:${(server.address() as AddressInfo).port}` : `unix://${socket}`, close };
}
