import assert from "node:assert/strict";
import type { FileKind } from "../../scan/file-kinds.ts";
import { findTold } from "../../scan/told.ts";
import { random } from "../../tools/bench/planted.ts";

const value = `${random(6)}!${random(6)}7x`;
const name = ["pass", "word"].join("");
const found = (text: string, kind: FileKind = "prose"): string[] => [
  ...new Set(findTold(text, kind).map((match) => match.value)),
];

describe("a secret that people tell each other", () => {
  it("is found in a sentence", () => {
    for (const text of [
      ...[`the login is admin, ${name}: ${value}`, `user/pass: admin/${value}`, `creds for staging: admin / ${value}.`],
      ...[`log in as admin with ${value}`, `I changed the root pw to ${value}`, `use \`${value}\` as the ${name}`],
      ...[`Das Kennwort ist jetzt ${value}`, `Le mot de passe est : ${value}`, `the wifi ${name}'s now ${value}`],
    ]) {
      assert.ok(found(text).includes(value), text);
    }
  });

  it("is found under a line that announces it", () => {
    for (const text of [
      ...[
        `Here is the ${name}:\n${value}\n`,
        `### Root ${name}\n\n${value}\n`,
        `## Token\n\n\`\`\`\n${value}\n\`\`\`\n`,
      ],
      `> the ${name}:\n>\n> ${value}\n`,
    ]) {
      assert.deepEqual(found(text), [value], text);
    }
  });

  it("is found in comments and texts of programs, and in nothing else of them", () => {
    assert.deepEqual(found(`// the ${name} is ${value}\n`, "code"), [value]);
    assert.deepEqual(found(`{"text": "pw for staging is ${value}"}`, "config"), [value]);
    assert.deepEqual(found(`${name} = ${value}\n`, "code"), []);
  });

  it("is none where a word, a name or a call follows", () => {
    for (const text of [
      ...[
        `The ${name} is required.`,
        `The token is app_token_v2.`,
        `${name}: see secrets.md`,
        `the token is read(a1b2)`,
      ],
      ...[`Use RFC2617-compliant ${name} digests.`, `the ${name} is at least 12 characters`, `the token to v1.22.3`],
    ]) {
      assert.deepEqual(found(text), [], text);
    }
  });
});

describe("what follows a telling word and is no secret", () => {
  it("is an address, a path, the number of an issue, or code", () => {
    for (const text of [
      "a token request https://tools.internal/html/rfc6749#section-4.1.3\n",
      "the password form: //localdomain.pw/%2e%2e\n",
      "the credentials are in cloud#148\n",
      'Type: "password", Identifiers: []string{browserID2.String(\n',
    ]) {
      assert.deepEqual(findTold(text, "prose"), [], text);
    }
  });
});
