// Stands in for GitHub's API of the comments on one pull request, and checks what it is asked.
import { FakeApi, type Answer } from "./fake-api.ts";

interface Comment {
  id: number;
  body: string;
  user: { login: string };
}

/** The pull request busflow/secrets#7. */
export class FakeGitHub extends FakeApi {
  readonly comments: Comment[] = [];

  add(login: string, body: string): void {
    this.comments.push({ id: this.comments.length + 1, body, user: { login } });
  }

  protected override answer(method: string, { pathname, searchParams }: URL, said: string): Answer {
    const list = "/repos/busflow/secrets/issues/7/comments";
    if (method === "GET" && pathname === list) {
      const size = Number(searchParams.get("per_page"));
      const first = (Number(searchParams.get("page")) - 1) * size;
      return { status: 200, body: this.comments.slice(first, first + size) };
    }
    const { body } = JSON.parse(said) as { body: string };
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
