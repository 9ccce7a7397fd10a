// Stands in for GitHub's API of the comments on one pull request, and checks what it is asked.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

interface Comment {
  id: number;
  body: string;
  user: { login: string };
}

/** The pull request busflow/secrets#7. */
export class FakeGitHub {
  readonly token = randomBytes(20).toString("hex");
  readonly comments: Comment[] = [];
  /** "POST /repos/…", in the order in which they came. */
  readonly requests: string[] = [];
  /** When set, what every request is answered with. */
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

  add(login: string, body: string): void {
    this.comments.push({ id: this.comments.length + 1, body, user: { login } });
  }

  async #answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const { method = "", url = "", headers } = request;
    this.requests.push(`${method} ${url}`);
    if (headers.authorization !== `Bearer ${this.token}`) this.#faults.push(`${method} ${url} comes without the token`);
    const text = Buffer.concat((await request.toArray()) as Buffer[]).toString();
    if (this.status !== undefined) return { status: this.status, body: { message: "c4n4ry" } };
    const { pathname, searchParams } = new URL(url, this.url);
    const list = "/repos/busflow/secrets/issues/7/comments";
    if (method === "GET" && pathname === list) {
      const size = Number(searchParams.get("per_page"));
      const first = (Number(searchParams.get("page")) - 1) * size;
      return { status: 200, body: this.comments.slice(first, first + size) };
    }
    const { body } = JSON.parse(text) as { body: string };
    if (body.length > 65_536)
      return { status: 422, body: { message: "Body is too long (maximum is 65536 characters)" } };
    if (method === "POST" && pathname === list) {
      this.add("github-actions[bot]", body);
      return { status: 201, body: this.comments.at(-1) };
    }
    const id = /^\/repos\/busflow\/secrets\/issues\/comments\/(\d+)$/.exec(pathname)?.[1];
    const comment = this.comments.find((other) => String(other.id) === id);
    if (method !== "PATCH" || comment === undefined) return { status: 404, body: { message: "Not Found" } };
    comment.body = body;
    return { status: 200, body: comment };
  }
}
