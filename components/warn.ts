import * as pulumi from "@pulumi/pulumi";
import { withStack } from "../rotation/commands.ts";

/** Warns the person at the terminal. Each command in the message gets the stack's name. */
export async function warn(message: string): Promise<void> {
  await pulumi.log.warn(withStack(message, pulumi.getStack()));
}
