import assert from "node:assert/strict";
import { emptyLedger } from "../../rotation/ledger.ts";
import { anchorFault, anchorLine, anchorsIn, logFaults } from "../../rotation/log-check.ts";
import { entryDigest, keptEntries, withLogEntry, type Log, type LogEntry } from "../../rotation/log.ts";
import { logOf } from "./logs.ts";

const ledger = JSON.stringify(emptyLedger);
const problemsOf = (log: Log, text = ledger): string[] => logFaults(log, text).map(({ problem }) => problem);
const without = (log: Log, ...gone: number[]): Log => ({
  ...log,
  entries: log.entries.filter(({ n }) => !gone.includes(n)),
});
const forged = (log: Log, which: number, change: Partial<LogEntry>): Log => ({
  ...log,
  entries: log.entries.map((entry) => (entry.n === which ? { ...entry, ...change } : entry)),
});

describe("the check of a log", () => {
  it("finds nothing in one that is whole, also where entries were folded", () => {
    for (const count of [1, 3, keptEntries, keptEntries + 7]) assert.deepEqual(problemsOf(logOf(count)), []);
  });

  const log = logOf(5);
  const faults: Record<string, [Log, string[]]> = {
    "an entry was changed": [forged(log, 2, { by: "eve" }), ["entry 2 was changed"]],
    "the newest entry was changed": [
      forged(log, 5, { by: "eve" }),
      ["entry 5 was changed, or a newer one was taken away"],
    ],
    "an entry was taken away": [without(log, 3), ["entry 3 was taken away"]],
    "several entries were taken away": [without(log, 2, 3), ["entries 2 to 3 were taken away"]],
    "the first entry was taken away": [without(log, 1), ["entry 1 was taken away"]],
    "the newest entry was taken away": [without(log, 5), ["entry 4 was changed, or a newer one was taken away"]],
    "a digest was changed so that its own link fits": [
      forged(log, 3, { prev: "0".repeat(64) }),
      ["entry 2 was changed", "entry 3 was changed"],
    ],
  };
  for (const [what, [broken, expected]] of Object.entries(faults)) {
    it(`finds that ${what}`, () => {
      assert.deepEqual(problemsOf(broken), expected);
    });
  }

  it("finds that two entries have changed places", () => {
    const entries = [1, 3, 2, 4, 5].map((n) => log.entries[n - 1] ?? assert.fail());
    assert.equal(problemsOf({ ...log, entries })[0], "entry 2 was taken away");
  });

  it("still finds it when the log has gone on since", () => {
    for (const broken of [forged(log, 5, { by: "eve" }), without(log, 5)]) {
      const draft = { at: "2026-11-24T09:00:00.000Z", by: "ada", host: "ops-1", added: [6] };
      assert.equal(problemsOf(withLogEntry(broken, draft, ledger)).length, 1);
      let grown: Log = broken;
      for (let n = 0; n < 2 * keptEntries; n++) grown = withLogEntry(grown, draft, ledger);
      assert.match(problemsOf(grown).join(), /and is not kept any more/);
    }
  });

  it("finds that the ledger was changed by something that wrote no entry", () => {
    assert.deepEqual(problemsOf(log, `${ledger} `), [
      "the ledger was changed after entry 5 by something that wrote no entry",
    ]);
  });
});

describe("a digest that was kept elsewhere", () => {
  const log = logOf(keptEntries + 5);
  const anchorAt = (n: number): string => {
    const entry = logOf(n).entries.at(-1) ?? assert.fail();
    return anchorLine("busflow_db_writer", { n, digest: entryDigest(entry) });
  };

  it("is found in the output of a run", () => {
    const output = `  ~ swarm:index:RotationRecord db_writer updating (0s) ${anchorAt(7)}\r\nDiagnostics:\n    ${anchorAt(8)}\n`;
    assert.deepEqual(
      anchorsIn(output).map(([name, { n, digest }]) => [name, n, digest.length]),
      [
        ["busflow_db_writer", 7, 32],
        ["busflow_db_writer", 8, 32],
      ],
    );
    assert.deepEqual(anchorsIn("no such line"), []);
  });

  it("fits the log that it was taken from, as long as its entry is kept or was folded last", () => {
    for (const n of [5, 6, keptEntries + 5]) {
      const [[, anchor] = assert.fail()] = anchorsIn(anchorAt(n));
      assert.equal(anchorFault(log, anchor), undefined, String(n));
    }
    assert.equal(anchorFault(log, { n: 2, digest: "f".repeat(32) }), undefined, "folded: nobody knows any more");
  });

  it("does not fit a log that was made anew, was cut short, or is gone", () => {
    const anchor = { n: 7, digest: "f".repeat(32) };
    assert.match(anchorFault(log, anchor)?.problem ?? "", /^entry 7 is another one now: it was kept elsewhere/);
    assert.match(anchorFault(logOf(6), anchor)?.problem ?? "", /^entry 7 is gone/);
    assert.match(anchorFault(undefined, anchor)?.problem ?? "", /^entry 7 is gone/);
  });
});
