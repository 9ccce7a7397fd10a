// What a finding is called, and what to do about it.
import { withStack } from "../rotation/commands.ts";
import type { Finding } from "./finding.ts";

interface Text {
  /** What the place does. */
  problem: string;
  /** In the imperative. */
  remedy: string;
}

const texts: Readonly<Record<string, Text>> = {
  "dotenv-file": {
    problem: "is a .env file with values",
    remedy:
      "Delete it, rotate what was in it, and let the stack have the secrets. A template, .env.example, has keys without values.",
  },
  "retired-file": {
    problem: "is a retired file, or another name for one, and must not return, not even empty",
    remedy: "Delete it, rotate what was in it, and let the stack have the secrets.",
  },
  "retired-file-used": {
    problem: "makes, carries or reads a retired file",
    remedy: "Take that out: the stack's secrets are mounted under /run/secrets.",
  },
  "unread-too-large": {
    problem: "is a text of more than 5 MiB, and was not read",
    remedy: "Split it, or leave it out of the repository.",
  },
  "unread-far-too-large": {
    problem: "is a text of more than 64 MiB, which was not read and which no exception covers",
    remedy: "Split it, or leave it out of the repository.",
  },
  "unread-not-decodable": {
    problem: "begins as a text in UTF-16 or UTF-32 and is none, and was not read as a whole",
    remedy: "Save it in UTF-8.",
  },
  "unread-not-readable": {
    problem: "could not be read",
    remedy: "Let this user read it.",
  },
  "unread-settings": {
    problem: "gives settings, and is too long or nested too deeply to be read as YAML",
    remedy: "Split it: up to 500,000 characters are read, and 100 brackets within one another.",
  },
  "unread-manifest": {
    problem: "has a Secret of Kubernetes, and is too long or nested too deeply to be read as YAML",
    remedy: "Split it: up to 300,000 characters are read, and 100 brackets within one another.",
  },
  "compose-env-file": {
    problem: "reads an env_file",
    remedy: "Remove it: mount the secrets that the stack declares, under `secrets:`.",
  },
  "compose-environment": {
    problem: "gives a service a secret as a literal in its environment",
    remedy: "Mount it as a secret of the stack and pass its path, as in DB_PASSWORD_FILE; rotate it.",
  },
  "plain-stack-config": {
    problem: "has a secret that is not encrypted",
    remedy: "Rotate it, and set the new one with `pulumi config set --secret --path`, which asks for it.",
  },
  "plain-secure": {
    problem: "has a text under secure: that Pulumi has not encrypted, and every command then ends with `bad value`",
    remedy:
      "Remove that entry, rotate what it holds, and set the new one with `pulumi config set --secret --path`, which encrypts it.",
  },
  "workflow-literal": {
    problem: "carries a secret as a literal",
    remedy: "Take it from the repository's secrets, ${{ secrets.NAME }}, and rotate it.",
  },
};

/** What is wrong at a finding's place, and what to do. */
export function describe({ kind, file }: Pick<Finding, "kind" | "file">): Text {
  const plain = {
    problem: `holds a secret in plain text (${kind})`,
    remedy: "Take it out and rotate it: what was committed is known.",
  };
  const { problem, remedy } = texts[kind] ?? plain;
  const [, stack] = /(?:^|\/)Pulumi\.([^/]+)\.ya?ml$/.exec(file) ?? [];
  return { problem, remedy: stack === undefined ? remedy : withStack(remedy, stack) };
}

/** A path as one line without anything that a terminal or a runner of workflows obeys; quoted where it has such a thing. */
export function oneLine(file: string): string {
  return /[\p{C}\p{Zl}\p{Zp}]|^::|^##\[/u.test(file)
    ? JSON.stringify(file).replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, "?")
    : file;
}

/** Where a finding is: `docs/a.md:3`, and in which commit. */
export function placeOf({ file, line, commit }: Finding): string {
  return `${oneLine(file)}:${line}${commit === undefined ? "" : ` (commit ${commit.slice(0, 12)})`}`;
}
