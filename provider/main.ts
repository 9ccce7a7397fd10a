// The `swarm` resource provider: starts and serves until the engine ends it.
import process from "node:process";
// Not the SDK as a whole: that takes most of a second to load, the TypeScript compiler included.
import { main } from "@pulumi/pulumi/provider/server.js";
import { forgetConfidentialVariables } from "../processes/forget.ts";
import { checkConfiguration } from "./configuration.ts";
import { logToEngine } from "./engine-log.ts";
import { acceptImports } from "./import-requests.ts";
import { SwarmProvider } from "./provider.ts";

forgetConfidentialVariables();
acceptImports();
checkConfiguration();
logToEngine(process.argv.slice(2));
void main(new SwarmProvider(), process.argv.slice(2));
