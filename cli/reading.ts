// Reads, once, all that a command shows: the stack's files and the Swarm.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { readComposeFiles } from "../inventory/compose/compose-files.ts";
import type { Problem } from "../inventory/problems.ts";
import { connect, type Connection } from "../swarm/engine/client.ts";
import { Patience } from "../swarm/engine/patience.ts";
import { lookAtEverything } from "../swarm/look/everything.ts";
import { UserError } from "../rotation/user-error.ts";
import type { Compared, Compose } from "./drift/finding.ts";
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

/** A stack, its Swarm, and what reads that, again and again if need be. */
export interface Reached {
  readonly stack: Stack;
  readonly connection: Connection;
  readonly read: () => Promise<Reading>;
}

/** Reaches a stack's Swarm. The errors are those of {@link readAll}. */
export async function reach(name: string | undefined): Promise<Reached> {
  const stack = unreadable(() => openHere(name));
  const connection = await reached(connect());
  return { stack, connection, read: () => reached(readSwarm(stack, connection)) };
}

/**
 * Reads a stack and its Swarm anew, files included, for a process that goes on: the exit code stays, and the connection is closed again.
 *
 * @param limitMs how long it may take, in milliseconds
 * @throws UserError, also when the time is over; SwarmError, InventoryError
 */
export async function readWithin(name: string | undefined, limitMs: number): Promise<Reading> {
  const signal = AbortSignal.timeout(limitMs);
  const stack = openHere(name);
  const connection = await connect(undefined, process.env, limitMs);
  const close = (): void => {
    connection.engine.close();
  };
  signal.addEventListener("abort", close);
  try {
    signal.throwIfAborted();
    return await readSwarm(stack, connection, new Patience(limitMs, signal));
  } catch (error) {
    if (!signal.aborted) throw error;
    const remedy = "See whether the manager answers (docker node ls), or give it longer: --timeout.";
    throw new UserError(`The Swarm was not read within ${limitMs / 1000} s.`, remedy, { cause: error });
  } finally {
    signal.removeEventListener("abort", close);
    close();
  }
}

/** The stack that is named, or the one of the folder. */
export function openHere(name: string | undefined): Stack {
  return openStack({ stack: name, cwd: process.cwd(), env: process.env });
}

/** Does what only reads the stack's files. The exit code is 3 when they cannot be read. */
export function unreadable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) process.exitCode = exitCodes.unreadable;
    throw error;
  }
}

/** What the Swarm says now, with what the stack declares. */
async function readSwarm(
  { name, inventory, project }: Stack,
  connection: Connection,
  patience = new Patience(),
): Promise<Reading> {
  const { address, swarmId, clockOffsetMs } = connection;
  const everything = await lookAtEverything(connection, inventory.namespace, patience);
  const now = new Date(Date.now() + clockOffsetMs);
  const compose = readCompose(inventory.composeFiles, path.dirname(project.file));
  return { stack: name, inventory, compose, ...everything, now, address, swarmId };
}

/** The compose files, as far as they can be read. */
function readCompose(listed: readonly string[], folder: string): Compose {
  const faults: Problem[] = [];
  const files = readComposeFiles(folder, listed, (fault) => faults.push(fault));
  const paths = [...new Set([...listed, ...files.map(({ file }) => file)])].map((file) => path.join(folder, file));
  const text = paths.flatMap((file) => (existsSync(file) ? readFileSync(file, "utf8") : [])).join("\n");
  return { files, text, faults };
}

/** Sets the exit code 3 when the Swarm cannot be reached or read. */
export async function reached<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof UserError) process.exitCode = exitCodes.unreadable;
    throw error;
  }
}
