// The pack. The constructor serves at once, and what fails after it is not seen by the engine: nothing that can fail does.
import "./forget-config.ts";
import "../pulumi-sdk/light.ts";
import { PolicyPack } from "@pulumi/policy";
import { keepCompiled } from "../processes/keep-compiled.ts";
import about from "./package.json" with { type: "json" };
import { policies } from "./policies.ts";

new PolicyPack(about.name, { policies });
keepCompiled();
