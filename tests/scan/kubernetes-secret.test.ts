import assert from "node:assert/strict";
import { findInSecrets } from "../../scan/kubernetes-secret.ts";

const found = (text: string): string[] => findInSecrets(text).map((match) => match.value);
const weak = ["sword", "fish"].join("");

describe("a manifest of a Secret", () => {
  it("has secrets under stringData and, in base64, under data, in any of several documents", () => {
    const encoded = Buffer.from(weak).toString("base64");
    assert.deepEqual(found(`kind: Secret\nstringData:\n  a: ${weak}\n`), [weak]);
    assert.deepEqual(found(`kind: ConfigMap\n---\nkind: Secret\ndata:\n  a: ${encoded}\n`), [encoded]);
    assert.deepEqual(found(`kind: List\nitems:\n- kind: Secret\n  stringData: { a: ${weak} }\n`), [weak]);
  });

  it("is read in a long bundle by its documents, and is a finding when it is too long itself", () => {
    const filling = `kind: ConfigMap\ndata:\n  a: ${"x".repeat(300_000)}\n`;
    const bundle = `${filling}---\nkind: Secret\nstringData: { a: ${weak} }\n---\n${filling}`;
    const [match, ...more] = findInSecrets(bundle);
    assert.deepEqual([bundle.slice(match?.start, match?.end), more.length], [weak, 0]);
    const secret = `kind: Secret\nstringData: { a: ${weak} }\n`;
    for (const text of [`${secret}# ${"x".repeat(300_000)}\n`, `${secret}x: ${"[".repeat(101)}\n`]) {
      assert.deepEqual(
        findInSecrets(text).map(({ kind }) => kind),
        ["unread-manifest"],
      );
    }
  });

  it("has none where they are put in later, or where it is of another kind", () => {
    for (const text of [
      ...[`kind: Secret\nstringData:\n  a: "{{ .Values.a }}"\n`, `kind: Secret\nstringData:\n  username: ${weak}\n`],
      ...[
        `kind: ConfigMap\ndata:\n  a: ${weak}\n`,
        `kind: Secret\nmetadata:\n  a: ${weak}\n`,
        "kind: Secret\ndata: [\n",
      ],
    ]) {
      assert.deepEqual(found(text), [], text);
    }
  });

  it("leaves certificates and keys that were left empty, and in a fixture passwords made up for it", () => {
    const encode = (value: string): string => Buffer.from(value).toString("base64");
    const of = (value: string): string => `kind: Secret\ndata:\n  password: ${encode(value)}\n`;
    for (const block of ["CERTIFICATE", "PRIVATE KEY"]) {
      const text = `-----BEGIN ${block}-----\n-----END ${block}-----\n`;
      assert.deepEqual(found(of(text)), [], block);
    }
    assert.equal(findInSecrets(of("password")).length, 1);
    assert.deepEqual(findInSecrets(of("password"), true), []);
    assert.equal(findInSecrets(of(weak), true).length, 1);
  });
});
