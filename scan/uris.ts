// Passwords in URIs: postgres://app:…@db, https://user:…@host, redis://:…@cache.
import type { Match } from "./finding.ts";
import { isPlaceholder, isReference, literalOf } from "./placeholders.ts";

const credentials = /([^\s:@/?#"'`<>\\(){}|,]*):([^\s@/"'`<>\\]{2,256})@([\w.[\]${}-]+)/y;

/** Hosts that exist in documents only (RFC 2606). */
const documentation = /(?:^|\.)(?:example(?:\.(?:com|org|net|invalid))?|invalid|test)$/i;

/**
 * The passwords in a text's URIs.
 *
 * @param strict takes every literal for a password, `password` and `postgres` too, as in a file that configures something
 */
export function findUris(text: string, strict = false): Match[] {
  const matches: Match[] = [];
  for (let at = text.indexOf("://"); at !== -1; at = text.indexOf("://", at + 3)) {
    credentials.lastIndex = at + 3;
    const found = credentials.exec(text);
    if (found === null || !/[a-z\d]/i.test(text.charAt(at - 1))) continue;
    const [, user = "", password = "", host = ""] = found;
    const literal = literalOf(password);
    if (isReference(password.replace(/\]$/, "")) || (literal !== password && literal.length < 8) || isMask(password))
      continue;
    if (!strict && (isPlaceholder(password) || password === user || documentation.test(host))) continue;
    const end = at + 3 + found[0].length - host.length - 1;
    matches.push({ kind: "uri-with-password", start: end - password.length, end, value: password });
  }
  return matches;
}

/** What a program prints instead of a password. */
function isMask(password: string): boolean {
  return /^(?:\*+|x+|X+|\.+|-+|_+)$/.test(password);
}
