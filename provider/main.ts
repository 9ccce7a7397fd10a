// The `swarm` resource provider: starts and serves until the engine ends it.
import process from "node:process";
import * as pulumi from "@pulumi/pulumi";
import { printsStack } from "./errors.ts";
import { acceptImports } from "./import-requests.ts";
import { SwarmProvider } from "./provider.ts";

// The SDK passes an error on to the engine, which shows its message, and prints its stack besides: not for a user's mistake.
const print = console.error;
console.error = (...words: unknown[]): void => {
  if (printsStack(words[0])) print(...words);
};

acceptImports();
void pulumi.provider.main(new SwarmProvider(), process.argv.slice(2));
