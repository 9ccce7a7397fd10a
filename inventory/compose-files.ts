import type { Steps } from "../rotation/config-path.ts";
import { parseList, unexpected } from "./fields.ts";
import { problem, type Problem } from "./problems.ts";

/**
 * Parses the list under `composeFiles`: the files that `docker stack deploy` gets, which policies read. What is wrong with it goes
 * to `problems`, and an entry with a fault is left out.
 *
 * @returns paths relative to the project's folder, with forward slashes, sorted; empty when the config has no such list
 */
export function parseComposeFiles(list: unknown, problems: Problem[]): string[] {
  const what = "a list of paths from the project's folder, such as [docker/compose.yml]";
  const entries = parseList(list, ["composeFiles"], what, problems);
  const files = entries.flatMap((entry, index) => {
    const steps: Steps = ["composeFiles", index];
    if (!isProjectPath(entry)) {
      const what = 'a path from the project\'s folder without "." and "..", such as docker/compose.yml';
      problems.push(unexpected(steps, entry, what));
      return [];
    }
    if (entries.indexOf(entry) !== index)
      problems.push(problem(steps, "listed-twice", "listed more than once.", "List it once."));
    return [entry];
  });
  return files.toSorted();
}

/** Whether an entry names a file within the project's folder, in the one way in which it is named. */
function isProjectPath(entry: unknown): entry is string {
  if (typeof entry !== "string" || entry.length > 1024) return false;
  return entry.split("/").every((segment) => /^[\w.@+-][\w.@+ -]*$/.test(segment) && !/^\.{1,2}$/.test(segment));
}
