// What a flip has proven, as it is put on record.
import { parseSecretName } from "../../rotation/secret-name.ts";
import type { Verification } from "../../rotation/verification.ts";
import type { FlipResult } from "./request.ts";

/** Undefined where no replica runs: nobody who runs on the secrets is no proof of them. */
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
