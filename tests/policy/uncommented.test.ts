import assert from "node:assert/strict";
import { uncommented } from "../../policy/uncommented.ts";

describe("a text without its comments", () => {
  const is = (file: string, text: string, expected: string): void => {
    assert.equal(
      uncommented(file, text)
        .map((line) => line.trimEnd())
        .join("|"),
      expected,
      text,
    );
  };

  it("has its lines in their places", () => {
    is("a.sh", "#!/bin/sh\r\n# a\necho b # c\n", "||echo b|");
    is("a.yml", "a: b # c\nd: e#f\ng: '# h'", "a: b|d: e#f|g: '# h'");
    is(
      "a.ts",
      "a(); // b\n/** c\n * d */ e();\nf(); /* g */ h();\ni('//j');",
      "a();||  e();|f();   h();|i('//j');".replace("||  e", "|| e"),
    );
    is("a.tf", "a = 1 # b\nc = 2 // d", "a = 1|c = 2");
  });

  it("loses nothing where it is not clear what a comment is", () => {
    for (const [file, text] of [
      ["a.sh", "curl https://a.invalid//b"],
      ["a.sh", "echo 'a # b'"],
      ["a.sh", 'echo "a # b"'],
      ["a.sh", "// a"],
      ["a.sh", "  --secret-add a"],
      ["a.ts", "# a"],
      ["a.ts", "const a = 'x /* y'; b();"],
      ["a.ts", "a(); /* never closed"],
    ] as const) {
      is(file, text, text);
    }
  });
});
