// Starts the pack. The constructor serves at once and the engine does not see errors after that, so nothing that can fail comes after.
import "./forget-config.ts";
import "../pulumi-sdk/light.ts";
import { PolicyPack } from "@pulumi/policy";
import { keepCompiled } from "../processes/keep-compiled.ts";
import about from "./package.json" with { type: "json" };
import { policies } from "./policies.ts";

new PolicyPack(about.name, { policies });
keepCompiled();
// The engine first reads the pack's address and asks what policies there are. Then it goes on starting the program.
setTimeout(() => void import("./report-scan.ts").then(({ scanAhead }) => scanAhead()), 50);
