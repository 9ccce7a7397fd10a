import assert from "node:assert/strict";
import { findPiped } from "../../scan/piped.ts";
import { random } from "../../tools/bench/planted.ts";

const value = `${random(6)}!${random(6)}7x`;
const found = (text: string): string[] => findPiped(text).map((match) => match.value);

describe("a secret that a command reads from its input", () => {
  it("is found where it is written beside the command", () => {
    for (const text of [
      ...[
        `printf '%s' '${value}' | docker secret create db -`,
        `echo "${value}" | docker login -u a --password-stdin b`,
      ],
      ...[`docker secret create db - <<< "${value}"`, `docker secret create db - <<END\n${value}\nEND\n`],
      ...[`echo 'root:${value}' | chpasswd`, `openssl enc -pass pass:${value.replace("!", "")} -in a`],
    ]) {
      assert.deepEqual(found(text), [text.includes(value) ? value : value.replace("!", "")], text);
    }
  });

  it("is found in statements of SQL", () => {
    for (const text of [`CREATE USER a IDENTIFIED BY '${value}'`, `CREATE USER a IDENTIFIED WITH b BY '${value}';`]) {
      assert.deepEqual(found(text), [value], text);
    }
  });

  it("is none where it is made or looked up, or where no command takes it", () => {
    for (const text of [
      ...["openssl rand -base64 32 | docker secret create db -", `printf '%s' "$DB" | docker secret create db -`],
      ...["docker secret create db ./file", `echo "${value}" | grep a`, "CREATE USER a IDENTIFIED BY ?"],
    ]) {
      assert.deepEqual(found(text), [], text);
    }
  });
});
