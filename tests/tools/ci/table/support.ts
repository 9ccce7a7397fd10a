// What several pull requests have in common.
import { randomBytes } from "node:crypto";
import type { Commit, Edit, PullRequest, Verdict } from "../pull-requests.ts";

/** A pull request of one commit, whose message is its title. */
export function pullRequest(
  title: string,
  { message = title, edit, ...rest }: Omit<PullRequest, "title" | "commits"> & { message?: string; edit: Commit[1] },
): PullRequest {
  return { title, commits: [[message, edit]], ...rest };
}

/** The retired file, put together because no file of the project may lead to it, this one included. */
export const retiredFile = [".env", "production"].join(".");

/** Writes a file. */
export const writing =
  (file: string, text: string | Uint8Array): Edit =>
  (tree) => {
    tree.write(file, text);
  };

/** Writes to the end of a file. */
export const appending =
  (file: string, text: string): Edit =>
  (tree) => {
    tree.append(file, text);
  };

/** A time so many minutes ago, as the stack config has it. */
export const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

/** A day so many days from now. */
export const daysAhead = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const letters = (length: number): string =>
  [...randomBytes(length)]
    .map((byte) => "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"[byte % 62])
    .join("");

/** A token of GitHub's form. It opens nothing. */
export const githubToken = (): string => `ghp_${letters(36)}`;

/** A password as a generator makes it. It opens nothing. */
export const password = (): string => `${letters(10)}4x!${letters(10)}7Q`;

/** Refused as what it is, by the text that an approval would have. */
export const weakens = (what: RegExp, policy = "guards-kept"): Verdict => ({
  refusedBy: "preview-unprivileged.sh",
  says: new RegExp(`${policy}[^]*This weakens a guard: ${what.source}`),
});
