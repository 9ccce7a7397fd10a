// The thread in which the project's files are looked at. So the pack's own thread is free for the engine's requests, and the look begins
// before that one has loaded Pulumi's SDK, while the engine waits for the pack and the machine has nothing else to do.
import process from "node:process";
import { MessageChannel, Worker } from "node:worker_threads";
import { childEnvironment } from "../processes/child-environment.ts";
import type { Answer, Look, Request } from "./file-look.ts";

let thread: Worker | undefined;

/** Looks at the files of a folder as {@link lookAtFiles} does, in a thread that goes on knowing what it has seen. */
export async function lookInThread(root: string, guardsFrom: string): Promise<Look> {
  const { port1: own, port2: port } = new MessageChannel();
  const answered = new Promise<Answer>((resolve) => {
    own.on("message", resolve);
    own.on("close", () => {
      resolve({ problem: "the thread has ended" });
    });
  });
  ask({ root, guardsFrom, port });
  const answer = await answered;
  own.close();
  if ("problem" in answer) throw new Error(`The files of ${root} cannot be scanned: ${answer.problem}`);
  return answer.look;
}

/**
 * Looks at the project's files, for the first that asks. What keeps it from looking, that one reports. In CI it does not look: there the
 * policies' settings, which come later, name another folder than the pack's own.
 *
 * @param from a folder within the project; default the pack's own
 * @returns whether it looks
 */
export function lookAhead(env = process.env, from = process.cwd()): boolean {
  if (env["CI"] !== undefined) return false;
  ask({ from });
  return true;
}

function ask(request: Request): void {
  thread ??= start();
  thread.postMessage(request, "port" in request ? [request.port] : []);
}

/** The thread has a copy of the environment, in which is nothing but what it needs: the pack's own has the stack config. */
function start(): Worker {
  const { NODE_COMPILE_CACHE, CI } = process.env;
  const env = {
    ...childEnvironment("git"),
    ...(NODE_COMPILE_CACHE !== undefined && { NODE_COMPILE_CACHE }),
    ...(CI !== undefined && { CI }),
  };
  const worker = new Worker(new URL("file-look.ts", import.meta.url), { env });
  // It keeps nothing from ending, and whoever asks next starts another if it fails.
  worker.unref();
  worker.once("error", () => (thread = undefined));
  worker.once("exit", () => (thread = undefined));
  return worker;
}
