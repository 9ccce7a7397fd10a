// Decides which test files run in one mocha process. Files that take long have a process each and begin first, so that none runs alone
// at the end. The others share processes, as each takes a second to start.
import { globSync } from "node:fs";

/** Test files that one mocha process runs. */
export interface Batch {
  /** What it is called for a person: the file's path, or the first file and the number of others. */
  name: string;
  files: readonly string[];
}

/** The beginnings of paths of files that are a batch each, those that take longest first. */
const alone = [
  ...[
    "tests/model/",
    "tests/stack/kill",
    "tests/stack/",
    "tests/cli/commands/",
    "tests/cli/drift/",
    "tests/monitoring/",
  ],
  ...["tests/tools/", "tests/docker/", "tests/swarm/"],
];

/** How many files of other folders share a process. */
const shared = 15;

/** All test files of the project, from its folder. */
export function allTestFiles(projectDir: string): string[] {
  return globSync("tests/**/*.test.ts", { cwd: projectDir }).sort();
}

/** Deals test files into batches, in the order in which they should begin. */
export function batchesOf(files: readonly string[]): Batch[] {
  const rank = (file: string): number => alone.findIndex((start) => file.startsWith(start));
  const single = files
    .filter((file) => rank(file) >= 0)
    .toSorted((a, b) => rank(a) - rank(b))
    .map((file) => ({ name: file, files: [file] }));
  const rest = files.filter((file) => rank(file) < 0);
  const groups = Array.from({ length: Math.ceil(rest.length / shared) }, (_, i) =>
    rest.slice(i * shared, (i + 1) * shared),
  );
  return [...single, ...groups.map((group) => ({ name: nameOf(group), files: group }))];
}

function nameOf(files: readonly string[]): string {
  const [first = ""] = files;
  return files.length === 1 ? first : `${first} and ${files.length - 1} more`;
}
