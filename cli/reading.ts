// Reads, once, all that a command shows: the stack's files and the Swarm.
import process from "node:process";
import { connect, type Connection } from "../swarm/engine/client.ts";
import { lookAtEverything } from "../swarm/look/everything.ts";
import { UserError } from "../rotation/user-error.ts";
import type { Compared } from "./drift/finding.ts";
import { exitCodes } from "./exit-codes.ts";
import { openStack, type Stack } from "./stack.ts";

/** The option of every command that reads a stack. */
export const stackOption = ["-s, --stack <name>", "the stack; default the selected one, or the only one"] as const;

/** A stack and its Swarm, as they are now. */
export interface Reading extends Compared {
  readonly address: string;
  readonly swarmId: string;
  /** By how much the Engine's clock is ahead of this machine's, in milliseconds. */
  readonly clockOffsetMs: number;
}

/**
 * Reads a stack and its Swarm. What cannot be read ends the command with the exit code 3.
 *
 * @throws UserError, SwarmError, InventoryError
 */
export async function readAll(name: string | undefined): Promise<Reading> {
  const stack = open(name);
  const connection = await reached(connect());
  return await readSwarm(stack, connection);
}

/** The stack, by its files. */
export function open(name: string | undefined): Stack {
  try {
    return openStack({ stack: name, cwd: process.cwd(), env: process.env });
  } catch (error) {
    if (error instanceof UserError) process.exitCode = exitCodes.unreadable;
    throw error;
  }
}

/** What the Swarm says now, with what the stack declares. */
export async function readSwarm({ name, inventory }: Stack, connection: Connection): Promise<Reading> {
  const { address, swarmId, clockOffsetMs } = connection;
  const { facts, standing } = await reached(lookAtEverything(connection, inventory.namespace));
  const now = new Date(Date.now() + clockOffsetMs);
  return { stack: name, inventory, facts, standing, now, address, swarmId, clockOffsetMs };
}

/** Sets the exit code 3 when the Swarm cannot be reached or read. */
async function reached<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof UserError) process.exitCode = exitCodes.unreadable;
    throw error;
  }
}
