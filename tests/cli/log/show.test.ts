import assert from "node:assert/strict";
import { entriesOf, logsOf } from "../../../cli/log/logs.ts";
import { foldedLines, showEntries } from "../../../cli/log/show.ts";
import { keptEntries } from "../../../rotation/log.ts";
import { UserError } from "../../../rotation/user-error.ts";
import type { LedgerTexts } from "../../../swarm/ledger/store.ts";
import { logOf } from "../../rotation/logs.ts";

const now = new Date("2026-11-23T12:00:00Z");
const texts = (names: Record<string, number>) =>
  new Map(Object.entries(names).map(([name, count]) => [name, { ledger: "{}", log: JSON.stringify(logOf(count)) }]));

describe("the log as it is shown", () => {
  it("has the newest entries first, and fits 80 columns", () => {
    const long = "a_secret_with_a_name_that_is_as_long_as_names_may_be";
    const logs = logsOf({ ledgerTexts: texts({ db_writer: 3, [long]: 2 }) }, []);
    const lines = showEntries(entriesOf(logs), now, (_, text) => text);
    assert.ok(lines.every((line) => line.length <= 80));
    assert.match(lines[0] ?? "", /^\d\d:03 {2}db_writer +v3 added$/);
    assert.match(lines[1] ?? "", /^ {7}ada on ops-1, no commit$/);
    assert.ok(lines.some((line) => line.endsWith(long)));
  });

  it("has only the secrets and the time that are asked for", () => {
    const ledgerTexts = texts({ db_writer: 3, db_reader: 2 });
    const since = new Date("2026-11-23T09:02:00Z");
    const shown = entriesOf(logsOf({ ledgerTexts }, ["db_writer"]), since).map(({ secret, n }) => [secret, n]);
    assert.deepEqual(shown, [
      ["db_writer", 3],
      ["db_writer", 2],
    ]);
    assert.throws(() => logsOf({ ledgerTexts }, ["db_write"]), UserError);
  });

  it("says how many entries are not kept, and tells a log that cannot be read from none", () => {
    const ledgerTexts = new Map<string, LedgerTexts>([
      ...texts({ db_writer: keptEntries + 5 }),
      ["old", { ledger: "{}", log: undefined }],
      ["spoilt", { ledger: "{}", log: "{" }],
    ]);
    const logs = logsOf({ ledgerTexts }, []);
    assert.deepEqual(foldedLines(logs), ["…  older entries that are not kept: 5, of 1 secret"]);
    assert.deepEqual(
      logs.map(({ secret, log, isUnreadable }) => [secret, log !== undefined, isUnreadable]),
      [
        ["db_writer", true, false],
        ["old", false, false],
        ["spoilt", false, true],
      ],
    );
  });
});
