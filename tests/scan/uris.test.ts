import assert from "node:assert/strict";
import { findUris } from "../../scan/uris.ts";
import { random } from "../../tools/bench/planted.ts";

const password = `${random(8)}7`;
const found = (text: string, strict?: boolean): string[] => findUris(text, strict).map(({ value }) => value);

describe("the password in a URI", () => {
  it("is found behind a user or none, in any scheme, with its place", () => {
    for (const uri of [
      `postgres://app:${password}@db:5432/app`,
      `https://u:${password}@host/`,
      `redis://:${password}@cache`,
    ]) {
      const text = `URL="${uri}"`;
      const [match] = findUris(text);
      assert.equal(text.slice(match?.start, match?.end), password, uri);
      assert.deepEqual([match?.kind, match?.value], ["uri-with-password", password]);
    }
  });

  it("is found in each of several", () => {
    const other = `${random(8)}8`;
    assert.deepEqual(found(`a://u:${password}@h b://u:${other}@h`), [password, other]);
  });

  it("is none where it is a reference or a mask, even when one is strict", () => {
    for (const text of ["${PASSWORD}", "***", "xxxxx", "...", "<password>"]) {
      assert.deepEqual(found(`postgres://app:${text}@db/app`, true), [], text);
    }
  });

  it("is none where it is a common word, the user's name or a document's, unless one is strict", () => {
    for (const uri of [
      "postgres://u:password@db",
      `postgres://${password}:${password}@db`,
      `postgres://u:${password}@db.example.com`,
    ]) {
      assert.deepEqual(found(uri), [], uri);
      assert.equal(found(uri, true).length, 1, uri);
    }
  });

  it("is none where there is no scheme, no user's part, or only a port", () => {
    for (const text of [
      `://u:${password}@h`,
      "https://host:8080/a@b",
      `mailto:u:${password}@h`,
      "https://user@host/",
    ]) {
      assert.deepEqual(found(text, true), [], text);
    }
  });
});
