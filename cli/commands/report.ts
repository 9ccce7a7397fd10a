// `secrets report`: the stack as one page of HTML.
import { writeFileSync } from "node:fs";
import process from "node:process";
import { toolCommand } from "../command-line.ts";
import { exitCodeHelp } from "../exit-codes.ts";
import { readAll, stackOption } from "../reading.ts";
import { pageOf } from "../report/page.ts";
import { reportOf } from "../report/report.ts";
import { UserError } from "../../rotation/user-error.ts";

const description =
  "Makes one page of HTML for people who would rather look: the open problems, which service has which version of which secret, when each " +
  `version was current, and the calendar. It needs no other file, and holds no value. ${exitCodeHelp}`;

export default toolCommand("secrets report", description, [
  ["npx secrets report --output report.html", "writes the page into a file"],
  ["npx secrets report --stack prod > report.html", "the same, of a named stack"],
  ["npx secrets report --json", "what it is made of"],
])
  .option(...stackOption)
  .option("-o, --output <file>", "the file that the page is written to")
  .option("--json", "the page's data as JSON")
  .action(async ({ stack, output, json }) => {
    if (output === undefined && json !== true && process.stdout.isTTY) {
      throw new UserError("The report is a page for a browser.", "Name a file for it: --output report.html");
    }
    const report = reportOf(await readAll(stack));
    const text = json === true ? `${JSON.stringify(report, undefined, 2)}\n` : pageOf(report);
    if (output === undefined) process.stdout.write(text);
    else write(output, text);
  });

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    throw new UserError(`The file ${file} cannot be written (${code}).`, "Name one in a folder that you can write to.");
  }
}
