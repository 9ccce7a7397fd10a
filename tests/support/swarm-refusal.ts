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

/**
 * Asserts the same of a call that sees more with each try, because its limit may be over before there is anything to see: it is tried
 * until its message holds all the texts.
 */
export async function assertRefusedAtLast(
  call: () => Promise<unknown>,
  code: SwarmErrorCode,
  ...texts: (string | RegExp)[]
): Promise<SwarmError> {
  const isIn = (message: string, text: string | RegExp): boolean =>
    typeof text === "string" ? message.includes(text) : text.test(message);
  const deadline = performance.now() + 90_000;
  for (;;) {
    const error = await assertRefused(call(), code);
    const missing = texts.find((text) => !isIn(error.message, text));
    if (missing === undefined) return error;
    assert.ok(performance.now() < deadline, `"${String(missing)}" should be in: ${error.message}`);
  }
}
