// The pack. The constructor serves at once, and what fails after it is not seen by the engine: it comes last.
import "./forget-config.ts";
import "../pulumi-sdk/light.ts";
import { PolicyPack } from "@pulumi/policy";
import { policies } from "./policies.ts";

new PolicyPack("busflow-secrets", { policies });
