// Who looks at the project's files, and when. The policies of a run follow one another and share one look, which is taken anew for each run.
import { retiredFiles } from "../scan/retired-files.ts";
import type { Look } from "./file-look.ts";
import { lookInThread } from "./look-thread.ts";

/** The last look at a folder. */
interface Last {
  guards: string;
  look: Promise<Look>;
  /** The policies that have had it: who comes a second time is of another run. */
  had: Set<string>;
}

const lastLooks = new Map<string, Last>();

/**
 * What is in the files of a folder now.
 *
 * @param policy who asks
 * @param guardsFrom the folder whose list says what is retired; default `root`
 * @throws UserError when that list is malformed
 */
export async function lookFor(policy: string, root: string, guardsFrom = root): Promise<Look> {
  const guards = [guardsFrom, ...retiredFiles(guardsFrom)].join("\0");
  const last = lastLooks.get(root);
  if (last?.guards === guards && !last.had.has(policy)) {
    last.had.add(policy);
    return await last.look;
  }
  const look = lookInThread(root, guardsFrom);
  lastLooks.set(root, { guards, look, had: new Set([policy]) });
  return await look;
}

/** What is in the files of a folder, whatever is retired: the run's look, where there is one. For compose-agrees-with-stack. */
export async function composeLook(root: string): Promise<Look> {
  const policy = "compose-agrees-with-stack";
  const last = lastLooks.get(root);
  if (last === undefined || last.had.has(policy)) return await lookFor(policy, root);
  last.had.add(policy);
  return await last.look;
}
