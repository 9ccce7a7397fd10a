// `secrets due` on a real Swarm.
import assert from "node:assert/strict";
import { ledgerOf, PlantedStack } from "../planted-stack.ts";

describe("secrets due", function () {
  this.timeout(300_000);
  let stack: PlantedStack;

  before(async () => {
    stack = await PlantedStack.create();
    await stack.ledger("db_writer", ledgerOf([1, 2], 1));
    await stack.ledger("db_reader", ledgerOf([1], 400));
  });

  after(async () => {
    await stack.clear();
  });

  it("shows what is overdue or due soon, and ends with 1 where something is overdue", async () => {
    const { exitCode, stdout } = await stack.run("due", "--within", "0");
    assert.equal(exitCode, 1);
    assert.match(stdout, /^SECRET +NOW +DUE +CADENCE +OWNER\ndb_reader +v1 +overdue by \d+ d +quarterly +Platform$/);
  });

  it("says so where nothing is", async () => {
    await stack.ledger("db_reader", ledgerOf([1], 1));
    assert.deepEqual([(await stack.run("due", "--within", "0")).stdout], ["✓ nothing is due within 0 days"]);
  });

  it("gives the whole for a program, a ticket and a calendar", async () => {
    const asJson = JSON.parse((await stack.run("due", "--within", "200", "--json")).stdout) as {
      due: { due: string }[];
    };
    assert.equal(asJson.due.length, 2);
    const day = asJson.due[0]?.due ?? "";
    const ticket = (await stack.run("due", "--within", "200", "--issue")).stdout;
    assert.equal(
      ticket.split("\n")[2],
      `- [ ] \`db_reader\`: from version 1 to the next, by ${day}; rotated quarterly`,
    );
    assert.ok(ticket.startsWith("### Platform\n\n"));
    const calendar = (await stack.run("due", "--ics")).stdout;
    assert.match(calendar, /^BEGIN:VCALENDAR\r?\n/);
    assert.equal(calendar.match(/BEGIN:VEVENT/g)?.length, 2);
    assert.ok(calendar.includes(`DTSTART;VALUE=DATE:${day.replaceAll("-", "")}`));
    assert.ok(calendar.includes(`UID:${stack.namespace}-prod-db_reader@swarm-secrets`));
  });

  it("refuses two forms at a time", async () => {
    const { exitCode, stderr } = await stack.run("due", "--ics", "--issue");
    assert.equal(exitCode, 2);
    assert.match(stderr, /'--ics' cannot be used with option '--issue'/);
  });
});
