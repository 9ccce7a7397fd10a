// What the scans of work trees and of history are tried with.
import { plainSettingsIn } from "../../scan/dotenv-rules.ts";
import type { Scan } from "../../scan/scan.ts";
import { scanText } from "../../scan/text.ts";
import { plant } from "../../tools/bench/planted.ts";
import { projectDir } from "../../tools/paths.ts";

/** The rules of `npm run check:secrets`. */
export const rules = [plainSettingsIn(projectDir), scanText];

/** Where the findings are and what they are of, in words. */
export function places({ findings }: Scan): string[] {
  return findings.map(({ file, line, kind }) => `${file}:${line} ${kind}`);
}

/** A line of code with a token, another one each time. */
export function literal(): string {
  return `const a = "${plant("GitHub token")}";\n`;
}
