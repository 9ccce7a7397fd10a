// Stands in for GitHub's API of a repository's issues, which cannot be had here, and checks that what it is asked comes with the token.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

interface Issue {
  number: number;
  title: string;
  body: string;
  state: string;
  user: { login: string };
}

/** The issues of busflow/secrets. */
export class FakeIssues {
  readonly token = randomBytes(20).toString("hex");
  readonly issues: Issue[] = [];
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

  add(login: string, title: string, body: string): Issue {
    const issue = { number: this.issues.length + 1, title, body, state: "open", user: { login } };
    this.issues.push(issue);
    return issue;
  }

  async #answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const { method = "", url = "", headers } = request;
    if (headers.authorization !== `Bearer ${this.token}`) this.#faults.push(`${method} ${url} comes without the token`);
    const said = await text(request);
    if (this.status !== undefined) return { status: this.status, body: { message: "no" } };
    const { pathname, searchParams } = new URL(url, this.url);
    const list = "/repos/busflow/secrets/issues";
    if (method === "GET" && pathname === list) {
      const [size, page] = [Number(searchParams.get("per_page")), Number(searchParams.get("page"))];
      const open = this.issues.filter(({ state }) => state === searchParams.get("state"));
      return { status: 200, body: open.slice((page - 1) * size, page * size) };
    }
    const change = JSON.parse(said) as Partial<Issue>;
    if (method === "POST" && pathname === list) {
      return { status: 201, body: this.add("github-actions[bot]", change.title ?? "", change.body ?? "") };
    }
    const issue = this.issues.find(({ number }) => pathname === `${list}/${number}`);
    if (method !== "PATCH" || issue === undefined) return { status: 404, body: { message: "Not Found" } };
    return { status: 200, body: Object.assign(issue, change) };
  }
}
