// The comments of one pull request, over GitHub's REST API.
import { z } from "zod";
import { UserError } from "../../rotation/user-error.ts";

/** Where a pull request is, and who asks. */
export interface PullRequest {
  /** `https://api.github.com` */
  apiUrl: string;
  /** `owner/name` */
  repository: string;
  number: string;
  token: string;
}

const commentsSchema = z.array(
  z.object({ id: z.int(), body: z.string().nullish(), user: z.object({ login: z.string() }).nullish() }),
);

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

async function findComment(pullRequest: PullRequest, comments: string, marker: string): Promise<number | undefined> {
  for (let page = 1; ; page++) {
    const answer = await request(pullRequest, "GET", `${comments}?per_page=${pageSize}&page=${page}`);
    const listed = commentsSchema.parse(await answer.json());
    const own = listed.find(({ user, body }) => user?.login === author && body?.startsWith(marker) === true);
    if (own !== undefined || listed.length < pageSize) return own?.id;
  }
}

async function request(
  { apiUrl, token }: PullRequest,
  method: string,
  route: string,
  body?: Record<string, string>,
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
    `GitHub refuses the comment: ${method} ${route} answers ${answer.status}.`,
    "The job needs the permission pull-requests: write, and the repository has to grant it to workflows.",
  );
}
