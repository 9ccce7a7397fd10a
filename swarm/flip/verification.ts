// Turns what a flip has proven into what is put on record.
import { parseSecretName } from "../../rotation/secret-name.ts";
import type { Verification } from "../../rotation/verification.ts";
import type { FlipResult } from "./request.ts";

/** The verification that a flip gives; undefined where no replica runs, as that proves nothing about the secrets. */
export function verificationOf(
  { replicas, references }: FlipResult,
  namespace: string,
  times: Pick<Verification, "flippedAt" | "verifiedAt" | "seconds">,
): Verification | undefined {
  if (replicas.length === 0) return undefined;
  const named = references.map(({ secretName }): [string, string] => {
    return [parseSecretName(secretName, namespace)?.logicalName ?? secretName, secretName];
  });
  return {
    ...times,
    secrets: Object.fromEntries(named),
    replicas: replicas.map(({ taskId: task, nodeId: node, slot }) => ({
      ...{ task, node },
      ...(slot !== undefined && { slot }),
    })),
  };
}
