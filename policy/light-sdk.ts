// Imported before @pulumi/policy, which asks for the whole of @pulumi/pulumi: with it come the Automation API, npm's dependency
// resolver and the TypeScript compiler, most of the pack's start. It uses no more of it than what stands here. The policies
// themselves import the SDK's modules one by one.
import * as asset from "@pulumi/pulumi/asset/index.js";
import { Output } from "@pulumi/pulumi/output.js";
import { createRequire, Module } from "node:module";

const require = createRequire(import.meta.url);
const id = require.resolve("@pulumi/pulumi");
const whole = new Module(id);
whole.exports = { asset, Output };
whole.loaded = true;
require.cache[id] = whole;
