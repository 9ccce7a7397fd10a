import assert from "node:assert/strict";
import type { Ledger } from "../../../rotation/ledger.ts";
import { serviceLabels } from "../../../rotation/labels.ts";
import {
  beginRotation,
  isOpen,
  markedOwnership,
  readRotation,
  revokedAmong,
  type NamedReference,
} from "../../../swarm/flip/rotation-label.ts";

const reference = (logicalName: string, version: number): NamedReference => ({
  ...{ secretName: `busflow_${logicalName}_v${version}`, target: `busflow_${logicalName}` },
  ...{ uid: "0", gid: "0", mode: 0o444 },
});
const pair = (writer: number, reader: number) => [reference("db_reader", reader), reference("db_writer", writer)];
const ledgers = (writer?: number, reader?: number) =>
  new Map<string, Ledger>([
    ["db_writer", { versions: { 1: { addedAt: "", revokedBy: "SEC-1" } }, ...(writer && { current: writer }) }],
    ["db_reader", { versions: {}, ...(reader && { current: reader }) }],
  ]);
const begin = {
  namespace: "busflow",
  secrets: ["db_reader", "db_writer"],
  at: "2026-11-27T03:00:00.000Z",
  timeout: 60,
};
const labels = (text: string) => ({ [serviceLabels.rotation]: text });
const marked = (text: string) => readRotation(labels(text)) ?? assert.fail();

describe("the label of a rotation", () => {
  it("tells what the service had, and names no version that a search for it would find", () => {
    const text = beginRotation(begin, {}, pair(1, 1), ledgers(1, 1));
    assert.deepEqual(marked(text), { ...begin, from: pair(1, 1) });
    assert.doesNotMatch(text, /busflow_db_(reader|writer)_v1/);
    assert.deepEqual(marked(beginRotation(begin, {}, [], ledgers())).from, []);
    const taken = { ...reference("db_writer", 1), secretName: "somebody_elses" };
    const mark = marked(beginRotation(begin, {}, [taken], ledgers()));
    assert.deepEqual(mark.from, [taken]);
    assert.ok(["somebody_elses", "busflow_db_writer_v7"].every(markedOwnership(mark)), "it goes back in its place");
  });

  it("is of an open rotation until every version that it brought is on record", () => {
    const mark = marked(beginRotation(begin, {}, pair(1, 1), ledgers(1, 1)));
    assert.equal(isOpen(mark, pair(2, 2), ledgers(1, 1)), true);
    assert.equal(isOpen(mark, pair(2, 2), ledgers(2, 1)), true);
    assert.equal(isOpen(mark, pair(2, 2), ledgers(2, 2)), false);
    assert.equal(isOpen(mark, pair(2, 1), ledgers(2, 5)), false, "what it did not move is none of its business");
    assert.equal(isOpen(mark, pair(1, 1), ledgers(2, 2)), false, "it is back");
  });

  it("keeps what the service had before the first of several that were cut short", () => {
    const first = beginRotation(begin, {}, pair(1, 1), ledgers(1, 1));
    const later = { ...begin, secrets: ["db_writer", "session_key"], at: "2026-11-27T04:00:00.000Z" };
    const second = marked(beginRotation(later, labels(first), pair(2, 2), ledgers(1, 1)));
    assert.deepEqual(second, { ...later, secrets: ["db_reader", "db_writer", "session_key"], from: pair(1, 1) });
    const closed = marked(beginRotation(later, labels(first), pair(2, 2), ledgers(2, 2)));
    assert.deepEqual(closed.from, pair(2, 2));
  });

  it("that is not ours, or malformed, tells nothing", () => {
    for (const text of ["", "yes", "{}", '{"from":[["db_writer"]]}'])
      assert.equal(readRotation(labels(text)), undefined);
    assert.equal(readRotation(undefined), undefined);
  });

  it("leads back to what is revoked where one of its versions is", () => {
    assert.deepEqual(revokedAmong(pair(1, 1), "busflow", ledgers(2, 2)), ["busflow_db_writer_v1 is revoked by SEC-1"]);
    assert.deepEqual(revokedAmong(pair(2, 1), "busflow", ledgers(2, 2)), []);
  });
});
