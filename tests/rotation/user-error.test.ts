import assert from "node:assert/strict";
import { RotationError } from "../../rotation/rotation-error.ts";
import { UserError } from "../../rotation/user-error.ts";

const missing = {
  code: "missing",
  path: ["secrets", "db_writer", "current"],
  problem: "missing.",
  remedy: "Set it.",
} as const;
const tooOld = { code: "old", problem: "It is too old.", remedy: "Renew it:\nrenew it" } as const;

describe("a UserError", () => {
  it("has all that a person needs in its message, which is all that crosses the Pulumi engine", () => {
    assert.equal(new UserError(missing).message, "secrets.db_writer.current: missing.\nSet it.");
    assert.equal(
      new UserError([missing, tooOld]).message,
      `${new UserError(missing).message}\nIt is too old.\nRenew it:\nrenew it`,
    );
    assert.equal(new UserError({ ...tooOld, remedy: "" }).message, "It is too old.");
  });

  it("lists its findings under a heading, one a line where that is possible", () => {
    const { message } = new UserError([missing, tooOld], { heading: "Two things are wrong:" });
    assert.equal(
      message,
      "Two things are wrong:\n  secrets.db_writer.current: missing. Set it.\n  It is too old.\n  Renew it:\n  renew it",
    );
  });

  it("says a place with the prefix of the project's keys where that is known", () => {
    const error = new UserError(missing);
    assert.equal(error.describe("shop"), "shop:secrets.db_writer.current: missing.\nSet it.");
    assert.ok(!error.message.includes("shop"));
  });

  it("gives problem and remedy apart", () => {
    const cause = new Error("low level");
    const error = new RotationError("It is gone.", "Put it back.", { cause });
    assert.deepEqual(error.findings, [{ code: "other", problem: "It is gone.", remedy: "Put it back." }]);
    assert.deepEqual([error.problem, error.remedy, error.cause], ["It is gone.", "Put it back.", cause]);
  });
});
