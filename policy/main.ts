// Starts the pack. The constructor serves at once and the engine does not see errors after that, so nothing that can fail comes after.
import "./forget-config.ts";
import { PolicyPack } from "@pulumi/policy";
import { keepCompiled } from "../processes/keep-compiled.ts";
import about from "./package.json" with { type: "json" };
import { loadAhead } from "./load-ahead.ts";
import { policies } from "./policies.ts";

new PolicyPack(about.name, { policies });
keepCompiled();
loadAhead();
