// The comments of one pull request, and the issues that workflows keep, over GitHub's REST API.
import { z } from "zod";
import { UserError } from "../../rotation/user-error.ts";

/** A repository, and who asks. */
export interface Repository {
  /** `https://api.github.com` */
  apiUrl: string;
  /** `owner/name` */
  repository: string;
  token: string;
}

/** Where a pull request is, and who asks. */
export interface PullRequest extends Repository {
  number: string;
}

/** An issue that a workflow keeps. */
export interface KeptIssue {
  /** What its body begins with, so that the next run finds it. */
  marker: string;
  title: string;
  body: string;
}

const commentsSchema = z.array(
  z.object({ id: z.int(), body: z.string().nullish(), user: z.object({ login: z.string() }).nullish() }),
);

const issuesSchema = z.array(
  z.object({ number: z.int(), body: z.string().nullish(), user: z.object({ login: z.string() }).nullish() }),
);

/** The most characters that GitHub takes in an issue's body. */
const maxBody = 65_536;

/** The user that a workflow's own token acts as. Nobody else's comment is changed, whatever it begins with. */
const author = "github-actions[bot]";
const pageSize = 100;
const timeoutMs = 30_000;

/**
 * Writes the comment that begins with `marker`. An existing one is replaced, so that there is never more than one.
 *
 * @throws UserError when GitHub cannot be reached or refuses it
 */
export async function writeComment(pullRequest: PullRequest, marker: string, body: string): Promise<void> {
  const { repository, number } = pullRequest;
  const comments = `/repos/${repository}/issues/${number}/comments`;
  const id = await findComment(pullRequest, comments, marker);
  if (id === undefined) await request(pullRequest, "POST", comments, { body });
  else await request(pullRequest, "PATCH", `/repos/${repository}/issues/comments/${id}`, { body });
}

/**
 * Writes the issue whose body begins with its marker. An open one is replaced, so that there is never more than one.
 *
 * @throws UserError when GitHub cannot be reached or refuses it
 */
export async function writeIssue(repository: Repository, { marker, title, body }: KeptIssue): Promise<void> {
  const number = await findIssue(repository, marker);
  const text = body.length <= maxBody ? body : `${body.slice(0, maxBody - 20)}\n… and more.\n`;
  const issues = `/repos/${repository.repository}/issues`;
  if (number === undefined) await request(repository, "POST", issues, { title, body: text }, issue);
  else await request(repository, "PATCH", `${issues}/${number}`, { title, body: text }, issue);
}

/**
 * Closes the open issue whose body begins with `marker`, where there is one.
 *
 * @throws UserError when GitHub cannot be reached or refuses it
 */
export async function closeIssue(repository: Repository, marker: string): Promise<void> {
  const number = await findIssue(repository, marker);
  if (number === undefined) return;
  await request(repository, "PATCH", `/repos/${repository.repository}/issues/${number}`, { state: "closed" }, issue);
}

async function findIssue(repository: Repository, marker: string): Promise<number | undefined> {
  for (let page = 1; ; page++) {
    const route = `/repos/${repository.repository}/issues?state=open&per_page=${pageSize}&page=${page}`;
    const listed = issuesSchema.parse(await (await request(repository, "GET", route, undefined, issue)).json());
    const own = listed.find(({ user, body }) => user?.login === author && body?.startsWith(marker) === true);
    if (own !== undefined || listed.length < pageSize) return own?.number;
  }
}

async function findComment(pullRequest: PullRequest, comments: string, marker: string): Promise<number | undefined> {
  for (let page = 1; ; page++) {
    const answer = await request(pullRequest, "GET", `${comments}?per_page=${pageSize}&page=${page}`);
    const listed = commentsSchema.parse(await answer.json());
    const own = listed.find(({ user, body }) => user?.login === author && body?.startsWith(marker) === true);
    if (own !== undefined || listed.length < pageSize) return own?.id;
  }
}

/** What is written, with the permission that a job needs for it. */
const comment = { what: "comment", permission: "pull-requests: write" };
const issue = { what: "issue", permission: "issues: write" };

async function request(
  { apiUrl, token }: Repository,
  method: string,
  route: string,
  body?: Record<string, string>,
  { what, permission } = comment,
): Promise<Response> {
  const headers = {
    "Accept": "application/vnd.github+json",
    "Authorization": `Bearer ${token}`,
    "X-GitHub-Api-Version": "2022-11-28",
  };
  const init = { method, headers, signal: AbortSignal.timeout(timeoutMs), ...(body && { body: JSON.stringify(body) }) };
  const answer = await fetch(`${apiUrl}${route}`, init).catch((cause: unknown) => {
    throw new UserError(`GitHub cannot be reached at ${apiUrl}.`, "Run the job again.", { cause });
  });
  if (answer.ok) return answer;
  throw new UserError(
    `GitHub refuses the ${what}: ${method} ${route} answers ${answer.status}.`,
    `The job needs the permission ${permission}, and the repository has to grant it to workflows.`,
  );
}
