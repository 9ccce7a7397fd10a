import { createCipheriv, createDecipheriv, pbkdf2Sync, randomBytes } from "node:crypto";

/** Encrypts values of a stack config with a passphrase, as `pulumi config set --secret` does, without a start of the CLI for each. */
export class StackCrypter {
  /** What a stack's file says under `encryptionsalt`. */
  readonly encryptionSalt: string;
  readonly #key: Buffer;

  /** @param encryptionSalt of a stack that there is; by default of a new one */
  constructor(passphrase: string, encryptionSalt?: string) {
    const salt = encryptionSalt?.split(":")[1] ?? randomBytes(8).toString("base64");
    this.#key = pbkdf2Sync(passphrase, Buffer.from(salt, "base64"), 1_000_000, 32, "sha256");
    // The engine recognises the right passphrase by this word.
    this.encryptionSalt = encryptionSalt ?? `v1:${salt}:${this.encrypt("pulumi")}`;
  }

  /** What stands under `secure` for this text. */
  encrypt(text: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", this.#key, nonce);
    const sealed = Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
    return `v1:${nonce.toString("base64")}:${sealed.toString("base64")}`;
  }

  /**
   * The text of what stands under `secure`.
   *
   * @throws Error when another passphrase has encrypted it
   */
  decrypt(ciphertext: string): string {
    const [, nonce = "", sealed = ""] = ciphertext.split(":");
    const bytes = Buffer.from(sealed, "base64");
    const tagBytes = 16;
    const decipher = createDecipheriv("aes-256-gcm", this.#key, Buffer.from(nonce, "base64"));
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]).toString();
  }
}
