import assert from "node:assert/strict";
import {
  cadenceText,
  cadenceWords,
  daysOverdue,
  dueOn,
  isCadence,
  isLonger,
  type Cadence,
} from "../../rotation/cadence.ts";

const at = (time: string): Date => new Date(time.includes("T") ? time : `${time}T12:00:00Z`);

describe("when a rotation is due", () => {
  const cases: [Cadence, string, string, string][] = [
    ["quarterly", "2026-07-06", "2026-10-05", "the first Monday of the next quarter"],
    ["quarterly", "2026-08-31", "2026-10-05", "whenever in the quarter it was rotated"],
    ["quarterly", "2026-10-01", "2027-01-04", "a rotation before the Monday of its own quarter counts"],
    ["quarterly", "2026-11-23", "2027-01-04", "over the turn of the year"],
    ["quarterly", "2026-12-31T23:59:59.999Z", "2027-01-04", "at the end of the year's last day"],
    ["quarterly", "2027-01-01T00:00:00.000Z", "2027-04-05", "at the beginning of the year's first day"],
    ["quarterly", "2023-12-31", "2024-01-01", "the Monday is the quarter's first day"],
    ["quarterly", "2024-01-01", "2024-04-01", "rotated on that Monday"],
    ["quarterly", "2024-06-30", "2024-07-01", "the Monday is the first day of July"],
    ["quarterly", "2030-09-01", "2030-10-07", "the first day is a Tuesday, so the Monday is the seventh"],
    ["quarterly", "2033-03-01", "2033-04-04", "the first day is a Friday"],
    ["quarterly", "2027-05-05", "2027-07-05", "the first day is a Thursday"],
    ["quarterly", "2028-09-30", "2028-10-02", "the first day is a Sunday"],
    ["quarterly", "2026-12-31T23:30:00-02:00", "2027-04-05", "the quarter is UTC's"],
    ["monthly", "2026-11-23", "2026-12-07", "the first Monday of the next month"],
    ["monthly", "2026-12-01", "2027-01-04", "over the turn of the year"],
    ["monthly", "2026-05-31", "2026-06-01", "the Monday is the month's first day"],
    ["monthly", "2026-06-01", "2026-07-06", "rotated on that Monday"],
    [30, "2026-11-23T23:59:59.999Z", "2026-12-23", "thirty days later"],
    [1, "2028-02-28", "2028-02-29", "on the next day, a leap day"],
    [90, "2026-11-23T00:00:00.000Z", "2027-02-21", "over the turn of the year"],
    ["annually", "2026-11-23T09:00:00Z", "2027-11-23", "a year later"],
    ["annually", "2026-12-31T23:59:59.999Z", "2027-12-31", "on the year's last day"],
    ["annually", "2027-01-01T00:00:00.000Z", "2028-01-01", "on the year's first day"],
    ["annually", "2028-02-29", "2029-03-01", "rotated on a leap day"],
    ["annually", "2027-02-28", "2028-02-28", "into a leap year"],
  ];
  for (const [cadence, rotatedAt, due, why] of cases) {
    it(`${cadence}, ${rotatedAt}: on ${due} (${why})`, () => {
      assert.equal(dueOn(cadence, at(rotatedAt)).toISOString(), `${due}T00:00:00.000Z`);
    });
  }

  it("is always a Monday of the first seven days of a quarter, at most half a year on, and never in the past", () => {
    for (let day = 0; day < 4000; day += 1) {
      const rotatedAt = new Date(Date.UTC(2024, 0, 1 + day, 13));
      const due = dueOn("quarterly", rotatedAt);
      assert.deepEqual([due.getUTCDay(), due.getUTCMonth() % 3, due.getUTCDate() <= 7], [1, 0, true]);
      const days = (due.getTime() - rotatedAt.getTime()) / 86_400_000;
      assert.ok(days > 0 && days < 100, rotatedAt.toISOString());
    }
  });
});

describe("how long a rotation is overdue", () => {
  const overdue = (now: string): number => daysOverdue("quarterly", at("2026-07-06"), at(now));

  it("is not at all up to the end of the day on which it is due", () => {
    assert.deepEqual(["2026-07-06", "2026-10-04", "2026-10-05", "2026-10-05T23:59:59.999Z"].map(overdue), [0, 0, 0, 0]);
  });

  it("is counted in whole days from then on", () => {
    assert.deepEqual(
      ["2026-10-06T00:00:00.000Z", "2026-10-06", "2026-10-19", "2027-01-05"].map(overdue),
      [1, 1, 14, 92],
    );
  });

  it("is nothing for what was rotated after now, by another clock", () => {
    assert.equal(daysOverdue("annually", at("2026-07-06T00:01:00Z"), at("2026-07-06T00:00:00Z")), 0);
  });
});

describe("a cadence", () => {
  it("is longer than another when it can leave more time between two rotations", () => {
    const shortestFirst: Cadence[] = [1, 30, "monthly", 38, 90, 97, "quarterly", 99, 365, "annually", 367];
    for (const [i, cadence] of shortestFirst.entries()) {
      for (const [k, other] of shortestFirst.entries()) {
        assert.equal(isLonger(cadence, other), i > k, `${cadence} and ${other}`);
      }
    }
  });

  it("is no longer than the number of days that it leaves at most", () => {
    for (const [word, days] of [["monthly", 37] as const, ["quarterly", 98] as const, ["annually", 366] as const]) {
      assert.deepEqual([isLonger(word, days), isLonger(days, word)], [false, false]);
    }
  });

  it("leaves so many days at most, seen over four hundred years of rotations on every day", () => {
    const most = { monthly: 0, quarterly: 0, annually: 0 };
    const start = Date.UTC(2000, 0, 1);
    for (let day = 0; day < 146_097; day += 1) {
      const rotatedAt = new Date(start + day * 86_400_000);
      for (const word of cadenceWords) {
        most[word] = Math.max(most[word], (dueOn(word, rotatedAt).getTime() - rotatedAt.getTime()) / 86_400_000);
      }
    }
    assert.deepEqual(most, { monthly: 37, quarterly: 98, annually: 366 });
  });

  it("is one of the words, or a whole number of days", () => {
    for (const cadence of [...cadenceWords, 1, 30, 3650]) assert.ok(isCadence(cadence), String(cadence));
    const others = ["", "weekly", "Monthly", "30", 0, -1, 1.5, 3651, Number.NaN, Infinity, null, undefined, [30], true];
    for (const other of others) assert.ok(!isCadence(other), String(other));
  });

  it("is said in words", () => {
    assert.deepEqual(
      [cadenceText("monthly"), cadenceText(30), cadenceText(1)],
      ["monthly", "every 30 days", "every day"],
    );
  });
});
