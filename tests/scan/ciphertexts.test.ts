import assert from "node:assert/strict";
import { withoutCiphertexts } from "../../scan/ciphertexts.ts";
import { random } from "../../tools/bench/planted.ts";

describe("what stands in a text encrypted", () => {
  it("is blanked, and every place and line stays", () => {
    for (const [before, ciphertext] of [
      ["a: ", `ENC[AES256_GCM,data:${random(20)},iv:${random(43)}=,tag:${random(22)}==,type:str]`],
      ["a:\n  secure: ", `v1:${random(16)}:${random(40)}`],
      ["", `$ANSIBLE_VAULT;1.1;AES256\n${random(80, "0123456789abcdef")}\n`],
      ["kind: SealedSecret\na: ", `Ag${random(200)}`],
      ["a: ", `{cipher}${random(40)}`],
    ] as const) {
      const text = `${before}${ciphertext}`;
      assert.equal(withoutCiphertexts(text), before + ciphertext.replaceAll(/[^\n]/g, " "), text);
    }
  });

  it("is none for being called so", () => {
    for (const text of [
      `ENC[${random(20)}]`,
      `ENC[AES256_GCM,data:${random(20)},type:str]`,
      `kind: Secret\na: Ag${random(200)}`,
      `secure: ${random(20)}`,
      "ENC(word)",
    ]) {
      assert.equal(withoutCiphertexts(text), text);
    }
  });
});
