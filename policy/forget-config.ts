// Removes the stack config from the pack's process, except for the keys that policies read. The engine hands the pack the whole
// config, values included, and no policy needs the values. This file is imported before everything else but what makes the SDK light.
import { allConfig, setAllConfig } from "@pulumi/pulumi/runtime/config.js";
import { forgetConfidentialVariables } from "../processes/forget.ts";
import { configuredKeys } from "./configured-keys.ts";

const config = allConfig();
setAllConfig(Object.fromEntries(configuredKeys.flatMap((key) => (key in config ? [[key, config[key] ?? ""]] : []))));
forgetConfidentialVariables();
