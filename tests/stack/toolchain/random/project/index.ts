import * as pulumi from "@pulumi/pulumi";
import { RandomBytes } from "@pulumi/random/randomBytes.js";
import { RandomPassword } from "@pulumi/random/randomPassword.js";

const hidden = new pulumi.Config().requireSecret("hidden");

const key = new RandomBytes("key", { length: 32 });
const plain = new RandomPassword("plain", { length: 48, special: false });
const rich = new RandomPassword("rich", {
  ...{ length: 20, overrideSpecial: "_~", minUpper: 2 },
  keepers: { version: "1", hidden },
});

export const values = [key.base64, key.hex, plain.result, plain.bcryptHash, rich.result, rich.bcryptHash];
