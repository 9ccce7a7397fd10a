import assert from "node:assert/strict";
import { findByFile, findByForm } from "../../scan/credential-files.ts";
import { random } from "../../tools/bench/planted.ts";

const value = `${random(12)}7x`;
const inFile = (file: string, text: string): string[] => findByFile(file, text).map((match) => match.value);

describe("a file whose form tells its secrets", () => {
  it("is one of a tool's, or has one word under a secret's name or folder", () => {
    for (const [file, text] of [
      [".pgpass", `# here\ndb:5432:*:app:${value}`],
      [".git-credentials", `https://ci:${value}@git.internal`],
      ["secrets/db_writer", `${value}\n`],
      ["docker/secrets/api.txt", value],
      ["deploy/db_password.txt", value],
      ["config/master.key", value],
      ["users.csv", `name,${["pass", "word"].join("")}\nbob,${value}\n`],
    ] as const) {
      assert.deepEqual(inFile(file, text), [value], file);
    }
  });

  it("is none with more in it, in another form, or with a placeholder", () => {
    for (const [file, text] of [
      ["secrets/db_writer", `${value} and more words\n`],
      ["secrets/index.ts", value],
      ["secrets/README.md", value],
      ["secrets/db_writer", "<password>"],
      ["words.txt", value],
      [".pgpass", "db:5432:*:app:"],
    ] as const) {
      assert.deepEqual(inFile(file, text), [], file);
    }
  });

  it("tells them in any file: a user with a password in base64, a private JWK, a line of .pgpass", () => {
    const auth = Buffer.from(`ci:${value}`).toString("base64");
    const found = (text: string): string[] => findByForm(text).map((match) => match.value);
    assert.deepEqual(found(`{"auths": {"r": {"auth": "${auth}"}}}`), [auth]);
    assert.deepEqual(found(`{"kty": "EC", "x": "${random(43)}", "d": "${value}${value}"}`), [`${value}${value}`]);
    assert.deepEqual(found(`cat <<END\ndb:5432:app:app:${value}\nEND`), [value]);
    assert.deepEqual(found(`{"auth": "${Buffer.from("only-a-word-in-it").toString("base64")}"}`), []);
  });
});
