// Colours text on a terminal, and nowhere else.
import process from "node:process";
import type { WriteStream } from "node:tty";
import { styleText } from "node:util";

/** The text in a style where it goes to a terminal, unless NO_COLOR is set; else the plain text. */
export function coloured(style: "dim" | "red" | "bold", text: string, stream: WriteStream): string {
  // Node alone would obey FORCE_COLOR in files and pipes, too, where colours are noise.
  return stream.isTTY && !process.env["NO_COLOR"] ? styleText(style, text, { stream }) : text;
}
