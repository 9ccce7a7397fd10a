// A sign of life of an engine, asked for with nothing but Node's own modules: a client takes a quarter of a second to load.
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Endpoint } from "./endpoint.ts";

/** How long the answer may take, in milliseconds: as long as a connection's first. */
const pingLimitMs = 15_000;

/** Whether what is at the address says that it is an engine. One behind `ssh://` is not asked, and taken for one. */
export async function answersPing({ address, tls }: Endpoint): Promise<boolean> {
  const url = new URL(address);
  if (url.protocol === "ssh:") return true;
  const common = { path: "/_ping", agent: false, signal: AbortSignal.timeout(pingLimitMs) } as const;
  return await new Promise<boolean>((resolve) => {
    const ask = () => {
      if (url.protocol === "unix:") return httpRequest({ ...common, socketPath: decodeURIComponent(url.pathname) });
      const host = url.hostname.replace(/^\[|\]$/g, "");
      if (tls === undefined) return httpRequest({ ...common, host, port: url.port || 2375 });
      const { ca, cert, key, verify } = tls;
      return httpsRequest({ ...common, host, port: url.port || 2376, ca, cert, key, rejectUnauthorized: verify });
    };
    ask()
      .on("error", () => {
        resolve(false);
      })
      .on("response", (answer) => {
        answer.resume();
        resolve(answer.statusCode === 200);
      })
      .end();
  });
}
