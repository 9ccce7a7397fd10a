// What compose-agrees-with-stack needs of the files. It is loaded when it is needed: the engine waits for the pack at its start.
export { readApprovals, weakeningFindings } from "./approvals.ts";
export { readComposeFiles } from "./compose-files.ts";
export { disagreement } from "./pins.ts";
export { unlistedComposeFiles } from "./unlisted-compose-files.ts";
