import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { approvalsFile, readApprovals, weakeningFindings } from "../../policy/approvals.ts";
import { projectDir } from "../../tools/paths.ts";
import { useTempDir } from "../support/temp-dir.ts";

const what = "secrets.db_writer.group: roles → none";
const fields = { what: JSON.stringify(what), by: "Ada Lovelace", ticket: "SEC-42", until: "2027-02-25" };

/** A list with one approval in it, with a field changed or, by undefined, left out. */
function listed(change: Record<string, string | undefined> = {}): string {
  const all: [string, string | undefined][] = Object.entries({ ...fields, ...change });
  const lines = all.flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${value}`]));
  return `# Reviewed.\n- ${lines.join("\n  ")}\n`;
}

describe("the approvals", () => {
  const folder = useTempDir();

  function read(text: string, now = "2026-11-27T23:59:59Z") {
    writeFileSync(path.join(folder(), "approvals.yaml"), text);
    return readApprovals(folder(), new Date(now));
  }

  /** What is wrong, after the file's name: the line and the words. */
  const problemsOf = (text: string, now?: string): string[] =>
    read(text, now).problems.map(({ problem }) => problem.replace(approvalsFile, ""));

  it("are none without the file, and with an empty one", () => {
    assert.deepEqual(readApprovals(folder()), { inForce: [], problems: [] });
    for (const text of ["", "# Nothing so far.\n", "[]\n"]) assert.deepEqual(read(text), { inForce: [], problems: [] });
  });

  it("are of this form in the checkout's own file", () => {
    assert.deepEqual(readApprovals().problems, []);
    const text = readFileSync(path.join(projectDir, approvalsFile), "utf8");
    const form = text.slice(text.indexOf("# - what:")).replaceAll(/^# /gm, "");
    assert.deepEqual(read(form).inForce.length, 1, form);
  });

  it("hold with what, by, ticket and until, to the last day, in whatever style of YAML", () => {
    const inForce = [{ what, by: "Ada Lovelace", ticket: "SEC-42", until: "2027-02-25", line: 2 }];
    assert.deepEqual(read(listed()), { inForce, problems: [] });
    assert.deepEqual(read(listed(), "2027-02-25T23:59:59Z"), { inForce, problems: [] });
    const flow = `[{ what: ${JSON.stringify(what)}, by: Ada Lovelace, ticket: "SEC-42",\n until: 2027-02-25 }]\n`;
    assert.deepEqual(read(flow), { inForce: inForce.map((one) => ({ ...one, line: 1 })), problems: [] });
  });

  it("end after their last day", () => {
    assert.deepEqual(problemsOf(listed(), "2027-02-26T00:00:00Z"), [
      `:2 has an approval that expired on 2027-02-25: ${what}.`,
    ]);
  });

  it("last for at most 90 days from today", () => {
    const tooLong = read(listed({ until: "2027-02-26" }));
    assert.deepEqual(tooLong.inForce, []);
    assert.deepEqual(tooLong.problems, [
      {
        code: "approval-faulty",
        problem: `${approvalsFile}:2 has an approval that would last for more than 90 days: ${what}.`,
        remedy: "Set until to 2027-02-25 or an earlier day.",
      },
    ]);
  });

  const faults: Record<string, [text: string, ...problems: string[]]> = {
    "without what": [listed({ what: undefined }), ":2 has an approval without what."],
    "with an empty what": [listed({ what: '" "' }), ":2 has an approval with a malformed what."],
    "with a what of two lines": [listed({ what: '"a\\nb"' }), ":2 has an approval with a malformed what."],
    "with a mapping for what, as without quotes": [
      listed({ what: "{ secrets.db_writer.group: none }" }),
      ":2 has an approval with a malformed what.",
    ],
    "without by": [listed({ by: undefined }), ":2 has an approval without by."],
    "without ticket": [listed({ ticket: undefined }), ":2 has an approval without ticket."],
    "with a sentence for a ticket": [listed({ ticket: "none so far" }), ":2 has an approval with a malformed ticket."],
    "without until": [listed({ until: undefined }), ":2 has an approval without until."],
    "with a day that does not exist": [listed({ until: "2027-02-30" }), ":2 has an approval with a malformed until."],
    "with a word for until": [listed({ until: "never" }), ":2 has an approval with a malformed until."],
    "with an unknown key": [listed({ forever: "true" }), ":2 has an approval with the unknown key forever."],
    "as a text": ["- db_writer\n", ":1 has an entry that is not an approval."],
    "as nothing": ["-\n", ":1 has an entry that is not an approval."],
    "as a mapping of approvals": [`a: ${JSON.stringify(fields)}\n`, ":1 is not a list."],
    "in a file that is no YAML": ["- { what: x\n- }\n", ":2 is not YAML."],
    "with a key given twice": [`${listed()}  until: 2026-12-01\n`, ":6 is not YAML."],
    "in two documents": [`${listed()}---\n${listed()}`, ":6 is not YAML."],
    "with an anchor that is not there": ["- *approval\n", ":1 is not YAML."],
    "with several faults": [
      listed({ by: undefined, until: "soon" }),
      ":2 has an approval without by.",
      ":2 has an approval with a malformed until.",
    ],
  };
  for (const [fault, [text, ...problems]] of Object.entries(faults)) {
    it(`approve nothing ${fault}`, () => {
      assert.deepEqual(problemsOf(text), problems);
      assert.deepEqual(read(text).inForce, []);
    });
  }

  it("say in each problem what to do, and hold all the same where another one has a fault", () => {
    const { inForce, problems } = read(`${listed({ by: undefined })}\n${listed()}`);
    assert.deepEqual(
      inForce.map(({ line }) => line),
      [7],
    );
    assert.deepEqual(
      problems.map(({ remedy }) => remedy),
      ["Set by to who approves it."],
    );
  });

  it("cannot be read from something else than a file", () => {
    mkdirSync(path.join(folder(), "approvals.yaml"));
    const { inForce, problems } = readApprovals(folder());
    assert.deepEqual(inForce, []);
    assert.deepEqual(
      problems.map(({ problem }) => problem),
      [`${approvalsFile} cannot be read (EISDIR).`],
    );
  });
});

describe("a weakening", () => {
  const effect = "db_writer may move without db_reader.";
  const weakening = { what, effect };
  const approval = { what, by: "Ada Lovelace", ticket: "SEC-42", until: "2027-02-25", line: 2 };

  it("is a finding unless an approval has its very text", () => {
    assert.deepEqual(weakeningFindings([weakening], { inForce: [approval] }), []);
    for (const other of [`${what} `, what.replace("none", "other"), what.toUpperCase()]) {
      const inForce = [{ ...approval, what: other }];
      assert.equal(weakeningFindings([weakening], { inForce }).length, 1, other);
    }
  });

  it("is reported once, with the entry that a reviewer has to add", () => {
    const [finding, ...more] = weakeningFindings([weakening, weakening], { inForce: [] });
    assert.deepEqual(more, []);
    assert.equal(finding?.problem, `This weakens a guard: ${what}. ${effect}`);
    const entry = finding.remedy.split("\n")[1]?.slice("- ".length) ?? "";
    assert.deepEqual(parse(entry), { what, by: "NAME", ticket: "TICKET", until: "YYYY-MM-DD" });
    assert.match(finding.remedy, /policy\/approvals\.yaml, on the base branch, with a day at most 90 days away:/);
  });
});
