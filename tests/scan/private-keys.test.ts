import assert from "node:assert/strict";
import { findPrivateKeys } from "../../scan/private-keys.ts";
import { plant, smallKey } from "../../tools/bench/planted.ts";

const count = (text: string): number => findPrivateKeys(text).length;
/** Put together here, as a whole line would be a finding in this very file. */
const mark = (which: string, kind = ""): string => `-----${which} ${kind}PRIVATE KEY-----`;

describe("a private key in a text", () => {
  it("is found as it stands in a file, indented, escaped in a string, and without its end", () => {
    const key = smallKey();
    const long = plant("RSA private key");
    for (const text of [
      key,
      key.replaceAll(/^/gm, "    "),
      JSON.stringify({ key }),
      long,
      long.split("\n").slice(0, 5).join("\n"),
    ]) {
      assert.equal(count(text), 1, text.slice(0, 20));
    }
    assert.equal(count(key + long), 2);
  });

  it("is told with its place, from header to end", () => {
    const key = smallKey();
    const [match] = findPrivateKeys(`a: 1\n${key}`);
    assert.deepEqual([match?.kind, match?.start], ["private-key", 5]);
    assert.equal(`a: 1\n${key}`.slice(match?.end, (match?.end ?? 0) + 8), "-----END");
  });

  it("is found where a passphrase encrypts it", () => {
    const [first = "", ...lines] = plant("RSA private key").split("\n");
    assert.equal(count([first.replace("RSA", "ENCRYPTED"), ...lines].join("\n")), 1);
    assert.equal(count([first, "Proc-Type: 4,ENCRYPTED", "", ...lines].join("\n")), 1);
  });

  it("is none where there are only its marks, or what no generator made", () => {
    assert.equal(count(`${mark("BEGIN")}\n...\n${mark("END")}`), 0);
    assert.equal(count(`${mark("BEGIN")}\n${"A".repeat(64)}\n${mark("END")}`), 0);
    assert.equal(count(smallKey().replaceAll("PRIVATE", "PUBLIC")), 0);
  });
});
