// One way in which people write a secret, or something harmless that looks like one.
import type { Values } from "./values.ts";

/** What it is, the file in which people write it, and what they write. */
export type Form = readonly [name: string, file: string, text: (values: Values) => string | Buffer];

/** Indents each line but the first. */
export const indent = (text: string, by: string): string => text.trimEnd().split("\n").join(`\n${by}`);

export const toBase64 = (text: string): string => Buffer.from(text).toString("base64");
