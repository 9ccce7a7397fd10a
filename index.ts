import "./pulumi-sdk/light.ts";
import { setTimeout } from "node:timers/promises";
import { declareProviders } from "./components/providers.ts";
import { forgetConfidentialVariables } from "./processes/forget.ts";
import { quietSdk } from "./pulumi-sdk/quiet.ts";

// The SDK has read the config by now.
forgetConfidentialVariables();
quietSdk();

const providers = declareProviders();
// What is wrong with the config is said before what is wrong here.
providers.catch(() => undefined);
// The engine starts the providers' plugins while the rest is loaded. Loading keeps this thread busy: what is declared leaves first.
await setTimeout(20);
const { run } = await import("./components/program.ts");
const rotation = await run(providers);

/** By service: the version of each of its secrets: "db_reader v5, db_writer v5". */
export const services = rotation.services;
