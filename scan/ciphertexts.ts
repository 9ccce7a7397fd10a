// What stands in a text encrypted: nobody reads a secret from it, and it looks as random as one.

import { holdsOneOf } from "./hints.ts";

const mayHoldCiphertexts = holdsOneOf(
  ...["ENC[", "ENC(", "ANSIBLE_VAULT", "-----BEGIN", "secure", "{cipher}", "vault:v", "AQICA"],
);
const mayHoldSealed = holdsOneOf("SealedSecret");

const ciphertexts: readonly RegExp[] = [
  // SOPS, whole: with its vector and its tag.
  /ENC\[AES256_GCM,data:[\w+/=]{0,100000},iv:[\w+/]{43}=,tag:[\w+/]{22}==,type:\w{1,9}\]/g,
  // Ansible Vault, in a file of its own or indented.
  /\$ANSIBLE_VAULT;[\d.]+;AES256[^\n]{0,60}(?:\\n|\r?\n)(?:[ \t]*[\da-f]{2,80}(?:\\n|\r?\n|$))+/g,
  /-----BEGIN (?:AGE ENCRYPTED FILE|PGP MESSAGE|PKCS7|CMS|ENCRYPTED DATA)-----[^-]{1,200000}-----END/g,
  // Pulumi: v1:<nonce>:<ciphertext>, by a passphrase or its service.
  /(?<=secure["']?:\s{0,4}["']?)(?:v1:[\w+/=]+:[\w+/=]{16,}|AAAB[\w+/=]{36,})/g,
  // Spring's {cipher}, Jasypt, eyaml, Travis, AWS KMS, Vault Transit.
  /\{cipher\}[\w+/=-]{16,}|ENC\((?=[\w+/=]*[\d+/=])[\w+/=]{16,}\)|ENC\[PKCS7,[\w+/=\s]{16,200000}\]|vault:v\d+:[\w+/=]{16,}|\bAQICA[\w+/=]{60,}/g,
  /(?<=\bsecure:\s{1,4}["']?)[\w+/]{80,}={0,2}/g,
];

/** Values of a SealedSecret: encrypted for one cluster. */
const sealed = /(?<=[:\s"'])Ag[A-Za-z0-9+/]{100,}={0,2}/g;

/** The same text, with spaces where something is encrypted: every place stays where it was. */
export function withoutCiphertexts(text: string): string {
  let plain = text;
  if (mayHoldCiphertexts(text)) {
    for (const pattern of ciphertexts) plain = plain.replaceAll(pattern, blank);
  }
  return mayHoldSealed(plain) && /kind["']?:\s{0,4}["']?SealedSecret/.test(plain)
    ? plain.replaceAll(sealed, blank)
    : plain;
}

function blank(found: string): string {
  return found.replaceAll(/[^\n]/g, " ");
}
