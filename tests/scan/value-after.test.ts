import assert from "node:assert/strict";
import type { FileKind } from "../../scan/file-kinds.ts";
import { valueAfter } from "../../scan/value-after.ts";

const name = ["pass", "word"].join("");

function value(text: string, kind: FileKind): string | undefined {
  const start = text.search(/-*(?=pass)/);
  return valueAfter(text, { text: name, start, end: text.indexOf(name) + name.length }, kind)?.text;
}

describe("the value that a name is given", () => {
  it("is found in code", () => {
    for (const rest of [
      ...[`: string = "abc"`, ` := "abc"`, ` => 'abc'`, `: &str = "abc"`, ` { get; set; } = "abc"`, ` ||= "abc"`],
      ...[`("abc")`, `', 'abc'`, ` || "abc"`, `") or "abc"`, ` = process.env.A ?? "abc"`, ` = SecretStr("abc")`],
    ]) {
      assert.equal(value(`db.${name}${rest}`, "code"), "abc", rest);
    }
    assert.equal(value(`// ${name}: abc`, "code"), "abc");
    for (const rest of [" = abc", ": abc,", "(abc)"]) assert.equal(value(`${name}${rest}`, "code"), undefined, rest);
  });

  it("is found in files of settings and in documents", () => {
    for (const [text, kind] of [
      [`${name} = abc # here`, "config"],
      [`export ${name}=abc`, "config"],
      [`a --${name} abc b`, "config"],
      [`- --${name}\n- abc`, "config"],
      [`<${name}>abc</${name}>`, "config"],
      [`"$\{${name}:-abc}"`, "config"],
      [`ENV ${name} abc`, "config"],
      [`| ${name} | abc |`, "prose"],
      [`The ${name} is \`abc\`.`, "prose"],
    ] as const) {
      assert.equal(value(text, kind), "abc", text);
    }
  });

  it("is the whole line where nothing ends it before", () => {
    assert.equal(value(`${name}: a,b;c$(d)[e]`, "config"), "a,b;c$(d)[e]");
    assert.equal(value(`a=1;${name}=abc;b=2`, "config"), "abc");
  });
});
