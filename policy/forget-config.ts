// Imported before everything else: the engine hands the pack the whole stack config, values included, and no policy needs those.
import { allConfig, setAllConfig } from "@pulumi/pulumi/runtime/config.js";
import { forgetConfidentialVariables } from "../processes/forget.ts";
import { configuredKeys } from "./configured-keys.ts";

const config = allConfig();
setAllConfig(Object.fromEntries(configuredKeys.flatMap((key) => (key in config ? [[key, config[key] ?? ""]] : []))));
forgetConfidentialVariables();
