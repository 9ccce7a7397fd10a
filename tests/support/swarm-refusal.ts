import assert from "node:assert/strict";
import { SwarmError, type SwarmErrorCode } from "../../swarm/engine/errors.ts";

/** Asserts that it fails as a SwarmError of that code whose message holds all those texts, and returns the error. */
export async function assertRefused(
  promise: Promise<unknown>,
  code: SwarmErrorCode,
  ...texts: string[]
): Promise<SwarmError> {
  const error = await promise.then(
    () => assert.fail(`should have failed as ${code}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof SwarmError)) throw error;
  assert.equal(error.code, code, error.message);
  for (const text of texts) assert.ok(error.message.includes(text), `"${text}" should be in: ${error.message}`);
  return error;
}
