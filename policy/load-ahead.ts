// Loads, while the engine starts the program, what policies need at the end of a run. Before that the engine waits for the pack, so
// policies load as little as they can at the pack's start.

/** By then the engine has asked what the pack is, and starts the program. */
const afterMs = 100;

/** Loads it soon. What cannot be loaded is reported by the policy that asks for it. */
export function loadAhead(): void {
  setTimeout(() => {
    void Promise.allSettled([
      import("./report-scan.ts"),
      import("./unlisted-compose-files.ts"),
      import("../inventory/compose/compose-files.ts"),
    ]);
  }, afterMs).unref();
}
