// Writes values as YAML, on one line or with a line for each key.

/** What can be written at a place. */
export type Written = string | number | readonly number[] | { readonly [key: string]: Written };

/** A value on one line. */
export function flow(value: Written, inside = ""): string {
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return isOneWord(value) ? value : JSON.stringify(value);
  if (Array.isArray(value)) return `[${inside}${value.join(", ")}${inside}]`;
  const entries = Object.entries(value).map(([key, part]) => `${quoted(key)}: ${flow(part)}`);
  return `{ ${entries.join(", ")} }`;
}

/** A key, in quotes where it would not be taken for a word. */
export function quoted(key: string): string {
  return /^[a-zA-Z_][\w-]*$/.test(key) && !reserved.test(key) ? key : JSON.stringify(key);
}

/** Whether a text is one word that needs no quotes, such as what Pulumi writes for an encrypted value. */
function isOneWord(text: string): boolean {
  return /^[a-zA-Z](?:[\w+/=.:-]*[\w+/=])?$/.test(text) && !reserved.test(text);
}

/** Words that YAML's versions take for something else. */
const reserved = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

/** An entry with a line for each key of its mappings. */
export function block(key: string, value: Written, indent: number, step: number): string[] {
  const head = `${" ".repeat(indent)}${quoted(key)}:`;
  if (typeof value !== "object" || Array.isArray(value)) return [`${head} ${flow(value)}`];
  return [head, ...Object.entries(value).flatMap(([inner, part]) => block(inner, part, indent + step, step))];
}
