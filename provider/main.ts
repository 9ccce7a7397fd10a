// The `swarm` resource provider: starts and serves until the engine ends it.
import process from "node:process";
import * as pulumi from "@pulumi/pulumi";
import { acceptImports } from "./import-requests.ts";
import { SwarmProvider } from "./provider.ts";

acceptImports();
void pulumi.provider.main(new SwarmProvider(), process.argv.slice(2));
