// A version that is gone already, by a killed run or by hand, while the stack's state still has it. The Docker provider takes
// "not found" for a failed deletion, with which every further run would fail: it is given something to delete.
import { Buffer } from "node:buffer";
import { standInLabel } from "../../rotation/labels.ts";
import { explain } from "../engine/engine-failure.ts";
import { type Engine, EngineError } from "../engine/engine.ts";
import { findSecret, findSecretsById } from "../engine/secrets.ts";
import type { RetiredSecret } from "./retirement.ts";

/**
 * Makes sure that deleting a secret by its ID succeeds. Where the secret is gone, one takes its place whose *name* is that ID,
 * which is how the Engine resolves an ID that it does not know. A run that is killed before it deletes the stand-in leaves it
 * to the next one.
 *
 * @throws SwarmError `refused`, `unreachable`
 */
export async function ensureDeletable(engine: Engine, { id, name }: RetiredSecret): Promise<void> {
  try {
    if ((await findSecretsById(engine, [id])).length > 0) return;
    if ((await findSecret(engine, id)) !== undefined) return;
    const body = {
      Name: id,
      Labels: { [standInLabel]: name },
      Data: Buffer.from("gone").toString("base64"),
    };
    await engine.request("/secrets/create", { body }).catch((error: unknown) => {
      if (!(error instanceof EngineError && error.status === 409)) throw error;
    });
  } catch (error) {
    throw explain(error, name);
  }
}
