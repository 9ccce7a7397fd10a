// Reads, once, all that a command shows: the stack's files and the Swarm.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
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
}

/**
 * Reads a stack and its Swarm. What cannot be read ends the command with the exit code 3.
 *
 * @throws UserError, SwarmError, InventoryError
 */
export async function readAll(name: string | undefined): Promise<Reading> {
  const { read } = await reach(name);
  return await read();
}

/** A stack, and what reads its Swarm, again and again if need be. The errors are those of {@link readAll}. */
export async function reach(name: string | undefined): Promise<{ stack: Stack; read: () => Promise<Reading> }> {
  const stack = open(name);
  const connection = await reached(connect());
  return { stack, read: () => readSwarm(stack, connection) };
}

/** The stack, by its files. */
function open(name: string | undefined): Stack {
  try {
    return openStack({ stack: name, cwd: process.cwd(), env: process.env });
  } catch (error) {
    if (error instanceof UserError) process.exitCode = exitCodes.unreadable;
    throw error;
  }
}

/** What the Swarm says now, with what the stack declares. */
async function readSwarm({ name, inventory, project }: Stack, connection: Connection): Promise<Reading> {
  const { address, swarmId, clockOffsetMs } = connection;
  const { facts, standing } = await reached(lookAtEverything(connection, inventory.namespace));
  const now = new Date(Date.now() + clockOffsetMs);
  const composeText = composeTextOf(inventory.composeFiles, path.dirname(project.file));
  return { stack: name, inventory, composeText, facts, standing, now, address, swarmId };
}

/** The texts of the compose files, as far as they are there: policies report those that are not. */
function composeTextOf(files: readonly string[], folder: string): string {
  return files
    .map((file) => path.join(folder, file))
    .flatMap((file) => (existsSync(file) ? readFileSync(file, "utf8") : []))
    .join("\n");
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
