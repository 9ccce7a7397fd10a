import { UserError } from "./user-error.ts";

/** A rotation that the ledger does not allow. */
export class RotationError extends UserError {
  override readonly name = "RotationError";
}
