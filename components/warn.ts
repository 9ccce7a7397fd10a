import * as pulumi from "@pulumi/pulumi";
import { withStack } from "../rotation/commands.ts";

/** Warns the person at the terminal, with the stack's name in each command. */
export async function warn(message: string): Promise<void> {
  await pulumi.log.warn(withStack(message, pulumi.getStack()));
}
