import "./pulumi-sdk/light.ts";
import { setTimeout } from "node:timers/promises";
import { declareProviders } from "./components/providers.ts";
import { forgetConfidentialVariables } from "./processes/forget.ts";
import { quietSdk } from "./pulumi-sdk/quiet.ts";

// The SDK has read the config by now, and nothing else needs the variables that hold it.
forgetConfidentialVariables();
quietSdk();

const providers = declareProviders();
// Errors of the config are reported before those of the providers, which `run` awaits later. Until then nobody handles a rejection.
providers.catch(() => undefined);
// The engine starts the providers' plugins while the rest of the program is loaded. Loading keeps this thread busy, so the
// registrations have to leave first.
await setTimeout(20);
const { run } = await import("./components/program.ts");
const rotation = await run(providers);

/** The versions that each service sees, by the service's key: "db_reader v5, db_writer v5". */
export const services = rotation.services;
