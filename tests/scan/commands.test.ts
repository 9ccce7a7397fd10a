import assert from "node:assert/strict";
import { findCommands } from "../../scan/commands.ts";
import { random } from "../../tools/bench/planted.ts";

const value = `${random(12)}7x`;
const found = (text: string, isSettings = false): string[] =>
  findCommands(text, isSettings).map((match) => match.value);

describe("the password that a command is given", () => {
  it("is found by its place, with its own place", () => {
    for (const text of [
      ...[`curl -u ci:${value} https://a`, `curl --user "ci:${value}" https://a`, `mysql -uroot -p${value} app`],
      ...[
        `sshpass -p '${value}' ssh a`,
        `redis-cli -h cache -a ${value} ping`,
        `docker login -u ci -p ${value} registry`,
      ],
      ...[`htpasswd -bc file admin ${value}`, `rabbitmqctl add_user app ${value}`, `vault login ${value}`],
      ...[
        `["mysqladmin", "ping", "-p${value}"]`,
        `if a; then curl \\\n  -u ci:${value} https://a; fi`,
        `7z x -p${value} a.7z`,
        `net use Z: \\\\nas\\share ${value} /user:backup`,
        `NET USE \\\\nas\\share /user:OFFICE\\backup "${value}" /persistent:no`,
      ],
    ]) {
      const [match] = findCommands(text);
      assert.equal(text.slice(match?.start, match?.end), value, text);
    }
  });

  it("is none where it is asked for, comes from a variable, or belongs to another command", () => {
    for (const text of [
      ...[
        "mysql -u root -p app",
        'docker login -u ci -p "$TOKEN" registry',
        "curl -u user:password https://a",
        "mkdir -p a4b5c6d7",
        "net use Z: \\\\nas\\share * /user:backup",
        "net use Z: \\\\nas\\share %PASSWORD% /user:backup",
      ],
      ...[`docker run -p 8080:80 a1b2c3d4e5`, `curl https://a; mkdir -u ci:${value}`, "redis-cli -a $$PASSWORD ping"],
    ]) {
      assert.deepEqual(found(text), [], text);
    }
  });

  it("counts in settings even where it is weak", () => {
    const weak = ["change", "me"].join("");
    assert.deepEqual(found(`redis-cli -a ${weak} ping`), []);
    assert.deepEqual(found(`redis-cli -a ${weak} ping`, true), [weak]);
  });
});
