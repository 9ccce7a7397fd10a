// A stand-in for the provider of @pulumi/random, RandomPassword and RandomBytes only; not the official provider. It is for
// machines where the official plugin cannot be obtained.
import process from "node:process";
// Not the SDK as a whole: that takes most of a second to load.
import { main } from "@pulumi/pulumi/provider/server.js";
import { acceptImports } from "./import-requests.ts";
import { RandomStandIn, version } from "./provider.ts";

const args = process.argv.slice(2);
if (args.includes("--version")) {
  process.stdout.write(
    `${version} (stand-in for @pulumi/random, RandomPassword and RandomBytes only; not the official provider)\n`,
  );
} else {
  acceptImports();
  // Not awaited: the SDK loads plugins by require(), which refuses a top-level await.
  void main(new RandomStandIn(), args);
}
