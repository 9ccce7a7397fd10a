import "../pulumi-sdk/light.ts";
import { lookAhead } from "./look-thread.ts";

// Nothing takes longer than the look at the project's files, so it begins before the rest is loaded.
lookAhead();
await import("./main.ts");
