// The plugin of the `swarm` resource provider. It starts and serves until the engine ends it.
import process from "node:process";
import { forgetConfidentialVariables } from "../processes/forget.ts";
import { keepCompiled } from "../processes/keep-compiled.ts";
import { serve } from "../pulumi-sdk/provider-server.ts";
import { configurationRules } from "./configuration.ts";
import { logToEngine } from "./engine-log.ts";
import { SwarmProvider } from "./provider.ts";

const args = process.argv.slice(2);
forgetConfidentialVariables();
logToEngine(args);
void serve(new SwarmProvider(), args, configurationRules).then(keepCompiled);
