// What the stand-ins for GitHub's API have in common: a server on loopback that checks the token and can be told to refuse everything.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What a request is answered with. */
export interface Answer {
  status: number;
  body: unknown;
}

/** A part of GitHub's API, which cannot be had here. */
export abstract class FakeApi {
  readonly token = randomBytes(20).toString("hex");
  /** "POST /repos/…", in the order in which they came. */
  readonly requests: string[] = [];
  /** When set, what every request is answered with, and a message that nobody is to repeat. */
  status: number | undefined;
  readonly #faults: string[] = [];
  readonly #server: Server = createServer((request, response) => {
    void this.#answer(request).then(({ status, body }) => {
      response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
    });
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => this.#server.close(resolve));
    assert.deepEqual(this.#faults, []);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Answers a request that came with the token, or says in its answer that there is no such thing. */
  protected abstract answer(method: string, url: URL, said: string): Answer;

  async #answer(request: IncomingMessage): Promise<Answer> {
    const { method = "", url = "", headers } = request;
    this.requests.push(`${method} ${url}`);
    if (headers.authorization !== `Bearer ${this.token}`) this.#faults.push(`${method} ${url} comes without the token`);
    const said = await text(request);
    if (this.status !== undefined) return { status: this.status, body: { message: "c4n4ry" } };
    return this.answer(method, new URL(url, this.url), said);
  }
}
