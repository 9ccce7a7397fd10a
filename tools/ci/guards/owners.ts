// Who has to review a change: the lines of CODEOWNERS, of which the last that fits a file counts.
import { linesOf, type Weaken } from "./weaken.ts";

/** Where GitHub looks for the owners first. */
export const ownersFile = ".github/CODEOWNERS";

/** GitHub reads no larger file, and then nothing has owners. */
const largest = 3 * 1024 * 1024;

/** Compares the owners before and after. */
export function judgeOwners(before: string | undefined, after: string | undefined, weaken: Weaken): void {
  if ((after?.length ?? 0) > largest) {
    weaken(`${ownersFile}: none → more than 3 MiB`, "GitHub reads no owners from it.");
  }
  const [old, now] = [linesOf(before), linesOf(after)];
  for (const line of old.filter((entry) => !now.includes(entry))) {
    weaken(`${ownersFile}: ${line} → none`, "These owners need not review such a change any more.");
  }
  for (const [at, line] of now.entries()) {
    if (ownersOf(line).length === 0) {
      if (!old.includes(line)) weaken(`${ownersFile}: none → ${line}`, "What it names has no owners.");
      continue;
    }
    for (const former of now.slice(0, at).filter((entry) => old.includes(entry))) {
      const wasBehind = old.includes(line) && old.lastIndexOf(line) > old.indexOf(former);
      const isCovered = ownersOf(former).every((owner) => ownersOf(line).includes(owner));
      if (!wasBehind && !isCovered && mayOverlap(former, line)) {
        weaken(`${ownersFile}: ${former} → ${line}`, "The later line counts where both fit.");
      }
    }
  }
}

const ownersOf = (line: string): string[] =>
  line
    .split(" ")
    .slice(1)
    .filter((word) => word.includes("@"));

/** Whether two patterns may fit the same file: they may, unless they begin with different folders. */
function mayOverlap(one: string, other: string): boolean {
  const [first, second] = [one, other].map((line) => /^\/?([\w.-]+)\/|^\/([\w.-]+)$/.exec(line.split(" ")[0] ?? ""));
  if (!first || !second) return true;
  return (first[1] ?? first[2]) === (second[1] ?? second[2]);
}
