// Loads, while the engine starts the program, what it does not need before: it waits for the pack at the pack's start.
import process from "node:process";
import { lookAhead } from "./look-thread.ts";

/** By then the engine has asked what the pack is, and starts the program. */
const afterMs = 150;

/**
 * Loads the policies soon, and then what they need at the end of a run, while a thread looks at the project's files. What of that cannot be
 * loaded is reported by the policy that asks for it. Without the policies themselves the pack ends, and with it the run.
 */
export function loadAhead(load: () => Promise<unknown>): void {
  setTimeout(() => {
    load().then(prepare, (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(1);
    });
  }, afterMs).unref();
}

async function prepare(): Promise<void> {
  lookAhead();
  await Promise.allSettled([
    import("./report-scan.ts"),
    import("./unlisted-compose-files.ts"),
    import("../inventory/compose/compose-files.ts"),
  ]);
}
