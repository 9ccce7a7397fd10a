// Reads what a mocha process says of its tests, from the file that tests/reporter.ts writes and from what it prints.
import { existsSync, readFileSync } from "node:fs";

/** The variable that names the file for the reporter. */
export const resultsVariable = "TEST_RESULTS";

/** How many tests of a batch passed, and how many failed. */
export interface Results {
  passed: number;
  failed: number;
}

/** Reads the file that the reporter has written; undefined when the process ended before that. */
export function readResults(file: string): Results | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Results) : undefined;
}

/** What mocha prints after the tests: the counts, and each failure with its reason. */
export function epilogueOf(output: string): string {
  const counts = output.lastIndexOf(" passing (");
  return counts < 0 ? output : output.slice(output.lastIndexOf("\n", counts) + 1);
}
