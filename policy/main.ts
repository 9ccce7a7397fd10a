// Starts the pack. The constructor serves at once and the engine does not see errors after that, so nothing that can fail comes after, but
// for policies that are not as they were described: then the pack ends, and with it the run.
import "./forget-config.ts";
import { PolicyPack } from "@pulumi/policy";
import { getStack } from "@pulumi/pulumi/runtime/settings.js";
import { keepCompiled } from "../processes/keep-compiled.ts";
import about from "./package.json" with { type: "json" };
import { describedPolicies } from "./described.ts";
import { loadAhead } from "./load-ahead.ts";

const { policies, load } = await describedPolicies(async () => (await import("./policies.ts")).policies, getStack());
new PolicyPack(about.name, { policies });
keepCompiled();
loadAhead(load);
