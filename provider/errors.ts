import { UserError } from "../inventory/user-error.ts";

/** A rotation that the ledger does not allow. */
export class RotationError extends UserError {
  override readonly name = "RotationError";
}

/** Whether what the SDK prints of an error belongs on a terminal: not when the error is a user's, whose message is all. */
export function printsStack(printed: unknown): boolean {
  return !(typeof printed === "string" && /^(?:User|Swarm|Rotation|Inventory)Error: /.test(printed));
}
