// Colours on a terminal, and nowhere else.
import process from "node:process";
import type { WriteStream } from "node:tty";
import { styleText } from "node:util";

/** The text in that style where a person reads it: on a terminal, unless NO_COLOR is set. */
export function coloured(style: "dim" | "red", text: string, stream: WriteStream): string {
  // By itself, Node would follow FORCE_COLOR into files and pipes, where colours are noise.
  return stream.isTTY && !process.env["NO_COLOR"] ? styleText(style, text, { stream }) : text;
}
