// Helps where a version is already gone from the Swarm, by a killed run or by hand, and the stack's state still has it. The Docker
// provider treats "not found" as a failed deletion, and every further run would fail the same way. So it is given something to delete.
import { Buffer } from "node:buffer";
import { standInLabel } from "../../rotation/labels.ts";
import { explain } from "../engine/engine-failure.ts";
import { type Engine, EngineError } from "../engine/engine.ts";
import { findSecret, findSecretsById } from "../engine/secrets.ts";
import type { RetiredSecret } from "./retirement.ts";

/**
 * Makes sure that deleting a secret by its ID succeeds. Where the secret is gone, a stand-in is created whose *name* is that ID,
 * because the Engine takes an ID that it does not know for a name. A run that is killed before it deletes the stand-in leaves that
 * to the next run.
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
