// Stands in for GitHub's API of a repository's issues, and checks what it is asked.
import { FakeApi, type Answer } from "./fake-api.ts";

interface Issue {
  number: number;
  title: string;
  body: string;
  state: string;
  user: { login: string };
}

/** The issues of busflow/secrets. */
export class FakeIssues extends FakeApi {
  readonly issues: Issue[] = [];

  add(login: string, title: string, body: string): Issue {
    const issue = { number: this.issues.length + 1, title, body, state: "open", user: { login } };
    this.issues.push(issue);
    return issue;
  }

  protected override answer(method: string, { pathname, searchParams }: URL, said: string): Answer {
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
