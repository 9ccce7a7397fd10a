// `secrets report` of a real Swarm, looked at in a real browser.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { AxeResults } from "axe-core";
import type { Browser } from "playwright-core";
import type { Report } from "../../../cli/report/report.ts";
import { startBrowser } from "../../../tools/sandbox/browser.ts";
import { openPage, screens } from "../../../tools/sandbox/screens.ts";
import { ledgerOf, PlantedStack } from "../planted-stack.ts";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

describe("the report", function () {
  this.timeout(600_000);

  let stack: PlantedStack;
  let browser: Browser;
  let page: string;

  before(async () => {
    browser = await startBrowser();
    stack = await PlantedStack.create();
    await stack.apply();
    // One secret is overdue, one service runs the version before, and somebody has left a version behind.
    await stack.ledger("db_reader", ledgerOf([1], 400));
    await stack.configure(({ secrets }) => {
      secrets["db_writer"] = { class: "database", current: 2, retain: [1] };
      secrets["late"] = { class: "database", current: 1 };
    });
    const { exitCode, stdout, stderr } = await stack.run("report", "--output", "report.html");
    assert.deepEqual({ exitCode, stdout, stderr }, { exitCode: 0, stdout: "", stderr: "" });
    page = await readFile(path.join(stack.folder, "report.html"), "utf8");
  });

  after(async () => {
    await stack.clear();
    await browser.close();
  });

  for (const screen of screens) {
    it(`has no fault that axe sees, and is not wider than the screen: ${screen.name}`, async () => {
      const shown = await openPage(browser, screen, page);
      try {
        await shown.addScriptTag({ path: axe });
        const { violations } = await shown.evaluate<AxeResults>("axe.run()");
        assert.deepEqual(
          violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`),
          [],
        );
        assert.equal(await shown.evaluate<number>("document.documentElement.scrollWidth"), screen.width);
      } finally {
        await shown.close();
      }
    });
  }

  it("shows the problems, who has which version, what was current when, and what is due", async () => {
    const shown = await openPage(browser, { name: "", width: 1440, scheme: "light" }, page);
    try {
      const text = async (selector: string): Promise<string[]> => await shown.locator(selector).allInnerTexts();
      assert.deepEqual(await text(".problem h3"), [`MISSING ${stack.nameOf("late", 1)}`, "OVERDUE db_reader"]);
      assert.deepEqual(await text("tbody tr"), ["db_reader\tv1 ✓\tv1 ✓", "db_writer\tv2 ✓\t", "late\t\t"]);
      assert.deepEqual(await text(".timeline h3"), ["db_reader", "db_writer", "late"]);
      assert.match(
        (await text(".timeline p")).join("\n"),
        /^v1 since .*\nv2 since .* UTC · v1 .*kept until .*\nNothing is on record\.$/,
      );
      assert.deepEqual((await text(".bar.current")).length, 2);
      assert.match((await text("main")).join(), /Overdue\n.*\n?.*db_reader v1 · Platform · quarterly · overdue by/);
    } finally {
      await shown.close();
    }
  });

  it("breaks what is longer than the screen is wide", async () => {
    const long = page
      .replaceAll("Read from the Swarm at", `Read from ${"x".repeat(300)}`)
      .replaceAll("db_reader", "y".repeat(63));
    const shown = await openPage(browser, { name: "", width: 390, scheme: "light" }, long);
    try {
      assert.equal(await shown.evaluate<number>("document.documentElement.scrollWidth"), 390);
    } finally {
      await shown.close();
    }
  });

  it("asks for nothing from anywhere, and has no script", () => {
    assert.doesNotMatch(page, /<script|<link|@import|url\(|src=|https?:/i);
  });

  it("has the same data as JSON", async () => {
    const { exitCode, stdout } = await stack.run("report", "--json");
    assert.equal(exitCode, 0);
    const { status, timelines, dues } = JSON.parse(stdout) as Report;
    assert.equal(status.needs.length, 2);
    assert.deepEqual(
      timelines.map(({ secret, spans }) => [secret, spans.length]),
      [
        ["db_reader", 1],
        ["db_writer", 2],
        ["late", 0],
      ],
    );
    assert.equal(dues[0]?.secret, "db_reader");
  });

  it("says which file it cannot write", async () => {
    const { exitCode, stderr } = await stack.run("report", "--output", "no-folder/report.html");
    assert.equal(exitCode, 1);
    assert.match(stderr, /The file no-folder\/report\.html cannot be written \(ENOENT\)\./);
  });
});
