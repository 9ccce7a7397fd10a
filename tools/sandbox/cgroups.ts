// Clears away the control groups that a killed engine leaves.
import { existsSync, readdirSync, readFileSync, rmdirSync } from "node:fs";
import path from "node:path";

/**
 * Removes the control groups of that name in every mounted hierarchy, as they outlive a killed engine. Groups that still hold
 * processes stay.
 */
export function removeControlGroups(name: string): void {
  if (!existsSync("/proc/self/mountinfo")) return;
  const mounts = readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .filter((line) => / - cgroup2? /.test(line))
    .map((line) => line.split(" ")[4] ?? "");
  for (const mount of new Set(mounts)) removeTree(path.join(mount, name));
}

function removeTree(group: string): void {
  if (!existsSync(group)) return;
  for (const entry of readdirSync(group, { withFileTypes: true })) {
    if (entry.isDirectory()) removeTree(path.join(group, entry.name));
  }
  try {
    rmdirSync(group);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "EBUSY" && code !== "ENOENT") throw error;
  }
}
