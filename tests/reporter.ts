import Mocha from "mocha";
import { writeFileSync } from "node:fs";
import process from "node:process";
import { resultsVariable, type Results } from "../tools/test-run/results.ts";

/** Mocha's own `spec` reporter, which besides writes the counts where the runner of the tests looks for them. */
export default class Reporter extends Mocha.reporters.Spec {
  override epilogue(): void {
    super.epilogue();
    const file = process.env[resultsVariable];
    const { passes: passed, failures: failed } = this.stats;
    if (file !== undefined) writeFileSync(file, JSON.stringify({ passed, failed } satisfies Results));
  }
}
