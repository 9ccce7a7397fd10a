import assert from "node:assert/strict";
import { addsTicket, joinTickets } from "../../rotation/tickets.ts";

describe("the tickets in a label", () => {
  it("are one text, sorted, each once", () => {
    assert.equal(joinTickets(["SEC-42", "SEC-41", "SEC-42"]), "SEC-41,SEC-42");
    assert.equal(joinTickets(new Set(["SEC-42"])), "SEC-42");
    assert.equal(joinTickets(["SEC-41,SEC-43", "", "SEC-42,SEC-43"]), "SEC-41,SEC-42,SEC-43");
  });

  it("are none rather than an empty text", () => {
    assert.equal(joinTickets([]), undefined);
    assert.equal(joinTickets(["", ""]), undefined);
  });

  it("add one when an earlier text has not all of them", () => {
    assert.ok(addsTicket("SEC-42", undefined));
    assert.ok(addsTicket("SEC-42", ""));
    assert.ok(addsTicket("SEC-41,SEC-42", "SEC-41"));
    assert.ok(addsTicket("SEC-4", "SEC-42"));
    assert.ok(addsTicket("SEC-42", "SEC-4"));
  });

  it("add none when an earlier text has all of them, and more", () => {
    assert.ok(!addsTicket("SEC-42", "SEC-42"));
    assert.ok(!addsTicket("SEC-42", "SEC-41,SEC-42"));
    assert.ok(!addsTicket(undefined, undefined));
    assert.ok(!addsTicket(undefined, "SEC-42"));
    assert.ok(!addsTicket("", "SEC-42"));
  });
});
