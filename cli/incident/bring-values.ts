// Takes the values of the versions that incidents move to, and puts them, encrypted by Pulumi, into the moves.
import type { Secret } from "../../inventory/secrets.ts";
import { UserError } from "../../rotation/user-error.ts";
import { readFiles, type Move } from "../edit/stack-edit.ts";
import { encrypt } from "../rotate/encrypt.ts";
import { originOf, takeValues, type ValueOrigin } from "../rotate/values.ts";
import type { Stack } from "../stack.ts";

/**
 * The same moves with values.
 *
 * @param moves by their secrets; undefined where it is not time for one, or the config has it already
 * @throws UserError when there is a secret that takes no value now, or its value cannot be taken or encrypted
 */
export async function bringValues(
  stack: Stack,
  moves: readonly { readonly secret: Secret; readonly move: Move | undefined }[],
  asked: ValueOrigin,
): Promise<Move[]> {
  const given = moves.map(({ secret, move }) => {
    if (move !== undefined) {
      return { move, secret, to: move.current?.to ?? secret.current, value: givenBy(secret) };
    }
    throw new UserError(
      `${secret.logicalName} takes no value now: what leaked is not said to be revoked yet, or the next version is declared.`,
      `See what comes next: npx secrets incident status ${secret.logicalName} --stack ${stack.name}`,
    );
  });
  const origin = originOf(given, asked);
  const values = origin === undefined ? new Map<string, string>() : await takeValues(given, origin);
  const ciphertexts = await encrypt(stack, readFiles(stack), given, values);
  return given.map(({ move, secret, to }) => {
    const ciphertext = ciphertexts.get(secret.logicalName);
    return ciphertext === undefined ? move : { ...move, value: { version: to, ciphertext } };
  });
}

function givenBy({ source }: Secret): "given" | "generated" {
  return source.kind === "config" ? "given" : "generated";
}
