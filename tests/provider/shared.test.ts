import assert from "node:assert/strict";
import { Shared } from "../../provider/shared.ts";

describe("a look that is shared", () => {
  it("is one for all who ask at about the same time", async () => {
    let looks = 0;
    const shared = new Shared(() => Promise.resolve(++looks));
    assert.deepEqual(await Promise.all([shared.ask(), shared.ask(), shared.ask()]), [1, 1, 1]);
    assert.equal(await shared.ask(), 2);
  });

  it("is never one that began before somebody asked, and one at a time", async () => {
    const begun: PromiseWithResolvers<unknown>[] = [];
    const shared = new Shared(async () => {
      const look = Promise.withResolvers<unknown>();
      begun.push(look);
      const number = begun.length;
      await look.promise;
      return number;
    });
    const first = shared.ask();
    while (begun.length === 0) await new Promise(setImmediate);
    const late = [shared.ask(), shared.ask()];
    begun[0]?.resolve(undefined);
    assert.equal(await first, 1);
    while (begun.length === 1) await new Promise(setImmediate);
    begun[1]?.resolve(undefined);
    assert.deepEqual(await Promise.all(late), [2, 2]);
    assert.equal(begun.length, 2);
  });

  it("that fails fails for those who asked, and not for the next", async () => {
    let looks = 0;
    const shared = new Shared(() => (++looks === 1 ? Promise.reject(new Error("away")) : Promise.resolve(looks)));
    const both = await Promise.allSettled([shared.ask(), shared.ask()]);
    const away = { status: "rejected", reason: new Error("away") };
    assert.deepEqual(both, [away, away]);
    assert.equal(await shared.ask(), 2);
  });
});
