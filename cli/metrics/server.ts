// Serves the metrics over HTTP, for Prometheus to scrape.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { UserError } from "../../rotation/user-error.ts";
import { metricsContentType } from "./exposition.ts";
import type { MetricsSource } from "./source.ts";

const path = "/metrics";

/** Where it listens. */
export interface ListenAddress {
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
}

/** A server that runs. */
export interface MetricsServer {
  /** `http://127.0.0.1:9464/metrics`. */
  readonly url: string;
  /** Takes no further requests, and ends once those that it has are answered. */
  readonly close: () => Promise<void>;
}

/**
 * Serves the metrics. A scrape is answered with 200 also where nothing can be read: the text then says so.
 *
 * @throws UserError when it cannot listen there
 */
export async function serveMetrics(source: MetricsSource, { host, port }: ListenAddress): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    void answer(source, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => {
      const remedy = "Give another address: --listen 127.0.0.1:9465.";
      reject(new UserError(`Cannot listen on ${host}:${port}: ${error.message}`, remedy, { cause: error }));
    });
    server.listen(port, host, resolve);
  });
  const { address, port: chosen, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === "IPv6" ? `[${address}]` : address}:${chosen}${path}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

async function answer(source: MetricsSource, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const plain = { "content-type": "text/plain; charset=utf-8" };
  if (new URL(request.url ?? "/", "http://metrics").pathname !== path) {
    response.writeHead(404, plain).end(`The metrics are at ${path}.\n`);
  } else if (request.method !== "GET") {
    response.writeHead(405, { ...plain, allow: "GET" }).end("The metrics can only be read: GET.\n");
  } else {
    const { text } = await source();
    response.writeHead(200, { "content-type": metricsContentType }).end(text);
  }
}
