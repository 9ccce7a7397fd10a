import { unknownValue as sdkUnknownValue } from "@pulumi/pulumi/runtime/rpc.js";
import assert from "node:assert/strict";
import { readFileSync, globSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { hookNames, propertyTypes, resourceTypes, unknownValue } from "../../rotation/contract.ts";
import {
  labelValue,
  ledgerLabels,
  noticeLabels,
  probeLabels,
  serviceLabels,
  standInLabel,
  versionLabels,
} from "../../rotation/labels.ts";

const project = path.join(import.meta.dirname, "..", "..");
const rooms = [
  "components",
  "inventory",
  "policy",
  "processes",
  "provider",
  "pulumi-sdk",
  "rotation",
  "scan",
  "swarm",
  "tools",
];

/** What stands in a file's strings and templates, in its regular expressions too; not in its comments. */
function literalsOf(file: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
    if (isText || ts.isRegularExpressionLiteral(node)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(path.join(project, file), "utf8"), ts.ScriptTarget.Latest));
  return found;
}

describe("the contract", () => {
  it("has the names that existing stacks and Swarms have", () => {
    assert.deepEqual(resourceTypes, {
      secret: "docker:index/secret:Secret",
      service: "docker:index/service:Service",
      versionedSecret: "busflow:index:VersionedSecret",
      binding: "swarm:index:ServiceSecretBinding",
      record: "swarm:index:RotationRecord",
      stackSwarm: "swarm:index:StackSwarm",
      stack: "pulumi:pulumi:Stack",
    });
    assert.deepEqual(Object.values(hookNames), [
      "busflow-before-create",
      "busflow-before-delete",
      "busflow-after-delete",
      "busflow-binding-before-delete",
    ]);
    const ofVersion = ["namespace", "secret", "version", "class", "owner", "cadence", "fingerprint", "restored"];
    const ofService = ["reverted", "rotation", "reconnected", "resumed", "parallelism", "failure-action"];
    const named = (names: readonly string[]): string[] => names.map((name) => `busflow.${name}`);
    assert.deepEqual(Object.values(versionLabels), named(ofVersion));
    assert.deepEqual(Object.values(ledgerLabels), named(["namespace", "secret", "ledger", "log"]));
    assert.deepEqual(Object.values(serviceLabels), named(ofService));
    assert.deepEqual(Object.values(probeLabels), named(["probe", "probe-expires"]));
    assert.equal(standInLabel, "busflow.stand-in");
  });

  it("knows the SDK's own mark of what is unknown", () => {
    assert.equal(unknownValue, sdkUnknownValue);
  });

  it("finds a label by its name", () => {
    const labels = [
      { label: "busflow.secret", value: "db_writer" },
      { label: "secret", value: "other" },
    ];
    assert.equal(labelValue(labels, versionLabels.secret), "db_writer");
    assert.equal(labelValue(labels, versionLabels.version), undefined);
  });

  it("is where each of its names stands, and nowhere else", () => {
    const files = globSync(
      rooms.map((room) => `${room}/**/*.{ts,mjs}`),
      { cwd: project },
    );
    assert.ok(files.length > 150, `${files.length} files`);
    /** What looks like one of the names, and what files other than the contract's may have of that. */
    const name =
      /(?<![\w.@])busflow\.[a-z]|\bbusflow-(?:before|after|binding)\b|\b(?:busflow|swarm):index:|\bdocker:index\/|pulumi:pulumi:|04da6b54/;
    const homes: Record<string, readonly string[]> = {
      "rotation/contract.ts": [
        ...[resourceTypes, propertyTypes, hookNames].flatMap((names) => Object.values<string>(names)),
        unknownValue,
      ],
      "rotation/labels.ts": [
        versionLabels,
        ledgerLabels,
        noticeLabels,
        serviceLabels,
        probeLabels,
        { standInLabel },
      ].flatMap((labels) => Object.values<string>(labels)),
      // A program by itself, to compare ours with.
      "tools/bench/minimal/index.ts": [resourceTypes.stackSwarm],
    };
    const strays = files.flatMap((file) =>
      literalsOf(file)
        .filter((text) => name.test(text) && homes[file]?.includes(text) !== true)
        .map((text) => `${file}: ${text}`),
    );
    assert.deepEqual(strays, []);
    for (const [file, names] of Object.entries(homes)) {
      const literals = literalsOf(file);
      for (const one of new Set(names)) {
        assert.equal(literals.filter((text) => text === one).length, 1, `${one} in ${file}`);
      }
    }
  });
});
