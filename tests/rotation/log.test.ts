import assert from "node:assert/strict";
import { emptyLedger } from "../../rotation/ledger.ts";
import {
  digestOf,
  entryDigest,
  isTold,
  keptEntries,
  noDigest,
  parseLog,
  withLogEntry,
  type Draft,
  type Log,
} from "../../rotation/log.ts";
import { logOf } from "./logs.ts";

const ledger = JSON.stringify(emptyLedger);
const draft: Draft = { at: "2026-11-23T09:00:00.000Z", by: "ada", host: "ops-1", added: [1] };

describe("a log", () => {
  it("begins with entry 1, and each entry has the digest of the one before", () => {
    const { entries, head, folded } = logOf(3);
    assert.deepEqual(
      entries.map(({ n, prev }) => [n, prev]),
      [
        [1, noDigest],
        [2, entryDigest(entries[0] ?? assert.fail())],
        [3, entryDigest(entries[1] ?? assert.fail())],
      ],
    );
    assert.equal(head, entryDigest(entries[2] ?? assert.fail()));
    assert.equal(entries[0]?.ledger, digestOf(ledger));
    assert.equal(folded, undefined);
  });

  it("has the digests that any tool makes of an entry's JSON", () => {
    const [entry] = withLogEntry(undefined, draft, ledger).entries;
    const text = `{"n":1,"at":"2026-11-23T09:00:00.000Z","by":"ada","host":"ops-1","added":[1],"ledger":"${digestOf(ledger)}","prev":"${noDigest}"}`;
    assert.equal(JSON.stringify(entry), text);
    assert.equal(entryDigest(entry ?? assert.fail()), digestOf(text));
  });

  it("folds the oldest entries, and stays small", () => {
    const whole = logOf(keptEntries);
    const longer = logOf(keptEntries + 5);
    assert.equal(longer.entries.length, keptEntries);
    assert.deepEqual(longer.folded, { n: 5, digest: entryDigest(whole.entries[4] ?? assert.fail()) });
    assert.equal(longer.entries[0]?.n, 6);
    const longest = { by: "x".repeat(120), host: "x".repeat(120), run: "x".repeat(120), commit: "x".repeat(64) };
    let log: Log | undefined;
    for (let n = 0; n < 30; n++) log = withLogEntry(log, { ...draft, ...longest, dirty: true, to: 9999 }, ledger);
    assert.ok(JSON.stringify(log).length < 16_000);
    assert.ok(JSON.stringify(longer).length < 8000);
  });

  it("keeps on record that its chain was broken, also when that is folded", () => {
    const log = logOf(4);
    const broken = { ...log, entries: log.entries.map((entry) => (entry.n === 2 ? { ...entry, by: "eve" } : entry)) };
    let grown: Log = broken;
    for (let n = 0; n < 2 * keptEntries; n++) grown = withLogEntry(grown, draft, ledger);
    assert.equal(grown.folded?.broken, 2);
  });

  it("is told what it says already by nobody twice", () => {
    const log = withLogEntry(logOf(2), draft, ledger);
    assert.ok(isTold(log, draft));
    assert.ok(!isTold(log, { ...draft, at: "2026-11-23T09:00:01.000Z" }));
    assert.ok(!isTold(undefined, draft));
  });

  it("is read back as it was written, and anything else is none", () => {
    const log = logOf(keptEntries + 2);
    assert.deepEqual(parseLog(JSON.stringify(log)), log);
    for (const text of ["", "{", "null", "[]", "{}", '{"entries":[],"head":1}', '{"entries":[{"n":1}],"head":""}']) {
      assert.equal(parseLog(text), undefined, text);
    }
  });
});
