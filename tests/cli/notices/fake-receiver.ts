// A local server that stands for Slack, and for any other receiver of webhooks, which cannot be had here. Like Slack it takes a POST of
// JSON with a text, and answers "ok"; all else it refuses. It records what it is sent.
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What the server was sent. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server that stands for a receiver of notices. */
export class FakeReceiver {
  readonly received: Received[] = [];
  /** The next answers, in turn; "never" is none. Without any it answers 200. */
  readonly answers: (number | "never")[] = [];
  readonly #server = createServer((request, response) => {
    void text(request).then((body) => {
      this.received.push({ path: request.url ?? "", headers: request.headers, body });
      const answer = this.answers.shift() ?? (isMessage(request.method, body) ? 200 : 400);
      if (answer !== "never") response.writeHead(answer).end(answer === 200 ? "ok" : "no");
    });
  });

  static async start(): Promise<FakeReceiver> {
    const receiver = new FakeReceiver();
    await new Promise<void>((resolve) => receiver.#server.listen(0, "127.0.0.1", resolve));
    return receiver;
  }

  /** An address of the server. */
  url(path: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function isMessage(method: string | undefined, body: string): boolean {
  const said = JSON.parse(body) as { text?: unknown; version?: unknown };
  return method === "POST" && (typeof said.text === "string" || said.version === 1);
}
