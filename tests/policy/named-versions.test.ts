import assert from "node:assert/strict";
import { namedVersions, wordsIn } from "../../policy/named-versions.ts";

const secrets = [
  { namespace: "shop", logicalName: "db_writer", current: 5, retained: [], pending: [] },
  { namespace: "shop", logicalName: "hook", current: 1, retained: [], pending: [] },
];
const names = (text: string): string[] => namedVersions(wordsIn(text.split("\n")), secrets).map(({ name }) => name);

describe("a version that a text names", () => {
  it("is found by its name, in whatever is written", () => {
    for (const text of [
      "docker service update --secret-add source=shop_db_writer_v6,target=db shop_api",
      "docker service update --secret-rm shop_db_writer_v6 shop_api",
      "docker service create --secret shop_db_writer_v6 shop/api",
      "docker secret create shop_db_writer_v6 -",
      '["docker", "service", "update", "--secret-add", "shop_db_writer_v6", "shop_api"]',
      '      - secret_name: "shop_db_writer_v6"',
      'resource "docker_secret" "x" { name = "shop_db_writer_v6" }',
      "  db: { external: true, name: shop_db_writer_v6 }",
      "s/shop_db_writer_v6/x/",
      'secret=shop_"db_writer"_v6'.replace("shop_db_writer_v6", ""),
    ]) {
      assert.deepEqual(names(text), ["shop_db_writer_v6"], text);
    }
    assert.deepEqual(namedVersions(wordsIn(["", "a shop_hook_v1 b shop_hook_v2", "shop_other_v3"]), secrets), [
      { name: "shop_hook_v1", line: 2 },
      { name: "shop_hook_v2", line: 2 },
      { name: "shop_other_v3", line: 3 },
    ]);
  });

  it("is found where a part of its name is known later", () => {
    for (const [text, name] of [
      ["x shop_db_writer_v${V} y", "shop_db_writer_v${V}"],
      ["x shop_db_writer_v$V y", "shop_db_writer_v$V"],
      ["x shop_db_writer_$1 y", "shop_db_writer_$1"],
      ["x ${NS}_db_writer_v6 y", "${NS}_db_writer_v6"],
      ["x shop_${NAME}_v6 y", "shop_${NAME}_v6"],
      ["x shop_{{ item.name }}_v{{ item.v }} y", "shop_{{ item.name }}_v{{ item.v }}"],
      ["x shop_db_writer_v${{ inputs.version }} y", "shop_db_writer_v${{ inputs.version }}"],
      ["x shop_db_writer_v$(cat v) y", "shop_db_writer_v$(cat v)"],
      ['x = f"shop_db_writer_v{v}"', "shop_db_writer_v{v}"],
      ['x = "shop_db_writer_v%d" % v', "shop_db_writer_v%d"],
      ['x = "shop_" + name + "_v6"', "shop_${name}_v6"],
      ['x = "shop_db_writer_v" + v', "shop_db_writer_v${v}"],
      ['x = ns + "_db_writer_v6"', "${ns}_db_writer_v6"],
      ["a=shop_db_writer\ndocker secret create ${a}_v6 -", "${a}_v6"],
      ["v: 6\nn: shop_db_writer\nx: '{{ n }}_v{{ v }}'", "{{ n }}_v{{ v }}"],
      ["docker service update --secret-add ${NAME}_v6 api", "${NAME}_v6"],
      ["docker service update --secret-add $1 shop_api", "$1"],
      ["docker service update --secret-add source=$1,target=db shop_api", "$1"],
    ] as const) {
      assert.deepEqual(names(text), [name], text);
    }
  });

  it("is none of another namespace, of a service, or of anything else", () => {
    for (const text of [
      "other_db_writer_v6",
      "workshop_db_writer_v6",
      "shop_db_writer",
      "shop_db_writer_value",
      "docker service update shop_${SERVICE}",
      "docker service update --secret-add other_x_v1 other_api",
      "docker service update --secret-add $1 other_api",
      "image: shop_${IMAGE}:v6",
      "cp a_${X} b_${Y}_v2",
      "db_writer_v6",
      "x_v$V",
      "/run/secrets/shop_db_writer",
      'log("shop_" + name)',
    ]) {
      assert.deepEqual(names(text), [], text);
    }
  });

  it("is looked for in time that grows as the text does", () => {
    for (const part of ["_v1", "${", "{{", "shop_", '" + ', "$(", "a_v$", "docker secret create "]) {
      const began = performance.now();
      names(`shop_x_v1 ${part.repeat(200_000 / part.length)}`);
      const took = performance.now() - began;
      assert.ok(took < 2000, `${part}: ${took} ms`);
    }
  });
});
