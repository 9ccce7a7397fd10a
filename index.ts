import { declareProviders } from "./components/providers.ts";
import { prepareRuntime } from "./components/runtime.ts";

prepareRuntime();

const providers = declareProviders();
// Awaited after the checks of the config: what is wrong there is said first.
providers.catch(() => undefined);
// Loading the rest keeps this thread busy: what is declared goes to the engine first, and an engine nearby has answered by then.
await Promise.race([providers.catch(() => undefined), new Promise((resolve) => setTimeout(resolve, 50))]);
for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
// The Swarm answers while the rest is loaded; that it does not is said where it is asked for something.
const { swarmConnection } = await import("./components/swarm-connection.ts");
swarmConnection().catch(() => undefined);
const { run } = await import("./components/program.ts");
const rotation = await run(providers);

/** By service: the version of each of its secrets: "db_reader v5, db_writer v5". */
export const services = rotation.services;
