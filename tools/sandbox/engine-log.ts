// Finds in dockerd's log why an engine failed.
import { readFileSync } from "node:fs";

/** The last lines of dockerd's log that tell why it failed, as plain messages without the log's other fields. */
export function tellingLines(logFile: string, count = 3): string {
  const lines = readLog(logFile).filter((line) => line.trim() !== "");
  const found = [lastWords, complaints, /./].map((pattern) => lines.filter((line) => pattern.test(line)));
  const telling = found.find((some) => some.length > 0) ?? ["its log is empty"];
  return telling.slice(-count).map(messageOf).join("\n  ");
}

/** What a program says when it gives up. */
const lastWords = /^(panic|fatal error|failed to|unable to|Status:|unshare:|init\.sh:)|\blevel=(fatal|panic)\b/;
const complaints = /\blevel=error\b/;

function readLog(logFile: string): string[] {
  try {
    return readFileSync(logFile, "utf8").split("\n");
  } catch {
    return [];
  }
}

function messageOf(line: string): string {
  const [, message, error] = /\bmsg="((?:[^"\\]|\\.)*)"(?: error="((?:[^"\\]|\\.)*)")?/.exec(line) ?? [];
  if (message === undefined) return line.trim();
  return (error === undefined ? message : `${message}: ${error}`).replaceAll('\\"', '"');
}

/** What to do when an engine failed for a reason that only its log knows. */
export const logRemedy = (logFile: string): string =>
  `The whole log: ${logFile}\nWhen its data is damaged, begin with none: npm run sandbox -- reset`;
