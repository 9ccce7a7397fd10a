// Finds a secret value again, in whatever form it was written down.
import { gunzipSync } from "node:zlib";

/** A text that may show a value, and where it is from. */
export interface Trace {
  where: string;
  content: string | Buffer;
}

/**
 * The forms in which a value may stand in other data: as it is, reversed, and encoded as JSON (by JavaScript and by Go, once
 * and twice), for URLs, in hexadecimal, as numbers, and in base64 (once and twice, also as a part of something longer).
 */
function formsOf(value: string): Set<string> {
  const bytes = Buffer.from(value);
  const json = JSON.stringify(value).slice(1, -1);
  const goJson = json.replaceAll(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);
  const base64 = base64Within(bytes);
  const forms = [
    ...[value, json, goJson, JSON.stringify(json).slice(1, -1), JSON.stringify(goJson).slice(1, -1)],
    ...[encodeURIComponent(value), encodeURI(value), new URLSearchParams({ "": value }).toString().slice(1)],
    ...[bytes.toString("hex"), bytes.toString("hex").toUpperCase(), bytes.join(" "), bytes.join(",")],
    ...base64,
    ...base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
    ...base64.flatMap((text) => base64Within(Buffer.from(text))),
  ];
  return new Set(forms.flatMap((form) => [form, Array.from(form).reverse().join("")]));
}

/** What base64 makes of bytes wherever they begin in what is encoded, without the characters that their neighbours shape. */
function base64Within(bytes: Buffer): string[] {
  return [0, 1, 2].map((before) => {
    const first = [0, 2, 3][before] ?? 0;
    const whole = Math.floor(((before + bytes.length) * 8) / 6);
    return Buffer.concat([Buffer.alloc(before), bytes])
      .toString("base64")
      .slice(first, whole);
  });
}

/** Where one of the values shows, in any form; also inside what is compressed with gzip. */
export function leaksOf(values: readonly string[], traces: Iterable<Trace>): string[] {
  const forms = values.flatMap((value) => [...formsOf(value)]);
  const leaks: string[] = [];
  for (const { where, content } of traces) {
    const data = unzip(Buffer.from(content));
    if (forms.some((form) => data.includes(form))) leaks.push(where);
  }
  return leaks;
}

function unzip(data: Buffer): Buffer {
  if (data[0] !== 0x1f || data[1] !== 0x8b) return data;
  try {
    return gunzipSync(data);
  } catch {
    // Still being written, or not gzip after all.
    return data;
  }
}
