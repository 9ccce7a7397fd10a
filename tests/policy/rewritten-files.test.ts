import assert from "node:assert/strict";
import { commandsIn, rewrittenFiles } from "../../policy/rewritten-files.ts";

const file = "docker/compose.shop.yml";

describe("a command that changes a compose file", () => {
  it("is found whatever it changes it with, on the first line of the command", () => {
    for (const command of [
      `sed -i 's/_v1/_v2/' ${file}`,
      `sed -E -i.bak 's/_v1/_v2/' "$ROOT/${file}"`,
      "cd docker && sed --in-place s/1/2/ compose.shop.yml",
      `perl -pi -e 's/1/2/' ${file}`,
      `yq -i '.secrets.db.name = "x"' ${file}`,
      `sed s/1/2/ ${file} | docker stack deploy -c - shop`,
      `docker stack deploy -c <(awk '{print}' ${file}) shop`,
      `sed s/1/2/ ${file} >/tmp/c.yml && docker stack deploy -c /tmp/c.yml shop`,
      `cat other > ${file}`,
      `printf x | tee -a ${file}`,
      `cp other.yml ${file}`,
      `mv -f other.yml ${file} && docker stack deploy -c ${file} shop`,
      `patch ${file} <fix.diff`,
      `git show HEAD~3:${file} | docker stack deploy -c - shop`,
      `git checkout v1 -- ${file}`,
      `sed \\\n  -i s/1/2/ \\\n  ${file}`,
    ]) {
      assert.deepEqual(
        rewrittenFiles(commandsIn(["true", ...command.split("\n")]), [file]),
        [{ composeFile: file, line: 2 }],
        command,
      );
    }
  });

  it("is none that reads it, deploys it as it is, or changes another", () => {
    for (const command of [
      `docker stack deploy -c ${file} shop`,
      `docker stack config -c ${file} > /dev/null`,
      `yq '.services | keys' ${file}`,
      `grep -n secrets ${file}`,
      `cp ${file} /srv/`,
      `sed -i s/1/2/ my${file.replace("docker/", "")}`,
      `sed -i s/1/2/ ${file}.example`,
      "sed -i s/1/2/ docker/other.yml",
      `git add ${file}`,
    ]) {
      assert.deepEqual(rewrittenFiles(commandsIn([command]), [file]), [], command);
    }
  });
});
