import assert from "node:assert/strict";
import { isInBlock, isInCertificate } from "../../scan/blocks.ts";
import { random } from "../../tools/bench/planted.ts";

const inBlock = (text: string, word: string): boolean => {
  const start = text.indexOf(word);
  return isInBlock(text, start, start + word.length);
};

describe("a block of base64", () => {
  const [one, two, last] = [random(64), random(64), random(40)];

  it("has lines of nothing but a word, in XML and in the strings of a program", () => {
    for (const text of [
      `<ds:X509Certificate>${one}\n${two}\n${last}</ds:X509Certificate>\n`,
      `  <SignatureValue>\n    ${one}\n    ${two}\n    ${last}==\n  </SignatureValue>\n`,
      `const certificate = "" +\n  "${one}" +\n  "${two}" +\n  "${last}";\n`.replace('";', '"'),
    ]) {
      assert.ok(inBlock(text, two), text);
      assert.ok(inBlock(text, last), text);
    }
  });

  it("is no single line, no list, and no settings below each other", () => {
    for (const text of [
      `${two}\n`,
      `first\n${two}\nlast\n`,
      `- ${one}\n- ${two}\n`,
      `A=${one}\nB=${two}\nC=${last}\n`,
      `["${one}",\n "${two}",\n "${last}"]`,
      `a: ${one}\nb: ${two}\n`,
    ]) {
      assert.ok(!inBlock(text, two), text);
    }
  });

  it("is also what stands between a PEM block's lines", () => {
    const text = `-----BEGIN CERTIFICATE-----\n${one}\n-----END CERTIFICATE-----\n${two}\n`;
    assert.ok(isInCertificate(text, text.indexOf(one)) && !isInCertificate(text, text.indexOf(two)));
  });
});
