// What the scanner takes for a secret in folders that somebody names, such as unpacked public repositories: places and kinds, never values.
import path from "node:path";
import type { Finding } from "../../scan/finding.ts";
import { settingsKinds } from "../../scan/finding.ts";
import { scanTree } from "../../scan/scan.ts";
import { ourRules } from "./scanners.ts";

/** What was found in one folder. */
export interface TreeScan {
  folder: string;
  files: number;
  seconds: number;
  findings: Finding[];
}

/** Scans folders, one after the other. */
export async function scanTrees(folders: readonly string[]): Promise<TreeScan[]> {
  const scans: TreeScan[] = [];
  for (const folder of folders) {
    const started = performance.now();
    const { findings, scanned } = await scanTree(folder, ourRules);
    scans.push({ folder, files: scanned, seconds: (performance.now() - started) / 1000, findings });
  }
  return scans;
}

/** A line for each finding, then a table of the folders. What this project forbids whatever it holds, as a `.env` file, is counted apart. */
export function describeTrees(scans: readonly TreeScan[]): string {
  const places = scans.flatMap(({ folder, findings }) =>
    findings.map(({ file, line, kind }) => `${path.join(nameOf(folder), file)}:${line} ${kind}`),
  );
  const rows = scans.map(({ folder, files, seconds, findings }) => {
    const settings = findings.filter(({ kind }) => settingsKinds.has(kind)).length;
    return `| ${nameOf(folder)} | ${files} | ${findings.length - settings} | ${settings} | ${seconds.toFixed(1)} |`;
  });
  const counts = Object.entries(
    Object.groupBy(
      scans.flatMap(({ findings }) => findings),
      ({ kind }) => kind,
    ),
  )
    .map(([kind, found = []]) => ({ kind, count: found.length }))
    .sort((one, other) => other.count - one.count);
  return [
    ...places,
    "",
    "| folder | files | secrets | forbidden settings | seconds |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
    "",
    `By kind: ${counts.map(({ kind, count }) => `${kind} ${count}`).join(", ") || "none"}`,
  ].join("\n");
}

/** The folder's own name; a Go module's may be no more than `v2@v2.1.0`, which does not say whose. */
const nameOf = (folder: string): string =>
  path.relative(path.resolve(folder, /^v\d+@/.test(path.basename(folder)) ? "../.." : ".."), folder);
