// Files that somebody wrote to keep the scanner busy, or that a program wrote without meaning to. The time for each has to grow with its
// length, and no faster.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { projectName } from "../paths.ts";
import { alphabets, Draw } from "./forms/values.ts";

/** A file that grows with a number: characters, lines, or levels. */
export interface Hostile {
  name: string;
  file: string;
  /** The largest size that is measured. */
  size: number;
  make: (size: number) => string;
}

const characters = 4_000_000;
const repeat =
  (piece: string) =>
  (size: number): string =>
    piece.repeat(Math.ceil(size / piece.length)).slice(0, size);

/** The same piece again and again, in a file of settings and in a program, which are read by different rules. */
const pieces: readonly [name: string, piece: string][] = [
  ["password", "password"],
  ["password and a blank", "password "],
  ["password=", "password="],
  ['password: "', 'password: "'],
  ["-----BEGIN", "-----BEGIN"],
  ["beginnings of private keys", "-----BEGIN PRIVATE KEY-----\n"],
  ["double quotes", '"'],
  ["single quotes", "'"],
  ["backslashes", "\\"],
  ["=", "="],
  [":", ":"],
  ["{", "{"],
  ["[", "["],
  ["${", "${"],
  ["$(", "$("],
  ["<a ", "<a "],
  ["blanks", " "],
  ["empty lines", "\n"],
  ["the letter a", "a"],
  ["hexadecimal", "0123456789abcdef"],
  ["base64", "c2VjcmV0LXBhc3N3b3Jk"],
  ["http://", "http://"],
  ["a:b@", "a:b@"],
  ["//a:", "//a:"],
  ["eyJ.", "eyJhbGciOi."],
  ["echo", "echo a | "],
  ["--user a", "--user a "],
  ["dashes", "-"],
  ["# and a blank", "# "],
];

const lines = (line: (number: number) => string) => (size: number) =>
  Array.from({ length: size }, (_, at) => line(at)).join("\n");

const tokens = (size: number): string => {
  const draw = new Draw("hostile");
  return lines((at) => `t${at}: ${["ghp", draw.text(36)].join("_")}`)(size);
};

const encodedLines = (size: number): string => {
  const draw = new Draw("encoded");
  const encode = (text: string): string => Buffer.from(text).toString("base64");
  return lines((at) => `v${at}: ${encode(encode(encode(`password: ${draw.text(20)}`)))}`)(size);
};

/** Base64 of base64, to a length. */
const nested = (size: number): string => {
  let text = `password: ${new Draw("nested").text(24)} `;
  while (text.length < size * 0.75) text = Buffer.from(text).toString("base64");
  return `value: ${text}`;
};

const minified = (size: number): string => {
  const draw = new Draw("minified");
  const piece = (): string =>
    `function ${draw.text(1, alphabets.base36.slice(0, 26))}(e,t){return e.password===t.token?{a:"${draw.text(12)}",b:[1,2]}:null};`;
  return repeat(Array.from({ length: 500 }, piece).join(""))(size);
};

const deep = (size: number): string => Array.from({ length: size }, (_, at) => `${" ".repeat(at)}a:`).join("\n");

/** Aliases of aliases: ten times as many values with each line, were they followed. */
const aliases = (size: number): string =>
  lines((at) => `a${at}: &a${at} [${Array.from({ length: 10 }, () => (at === 0 ? "x" : `*a${at - 1}`)).join(", ")}]`)(
    size,
  );

const composeServices = (size: number): string =>
  `services:\n${lines((at) => `  s${at}:\n    environment:\n      - A=b\n      - DB_PASSWORD_FILE=/run/secrets/db`)(size)}\n`;

/** All of them. */
export const hostileFiles: readonly Hostile[] = [
  ...pieces.flatMap(([name, piece]) =>
    ["conf.yaml", "code.ts"].map((file) => ({ name, file, size: characters, make: repeat(piece) })),
  ),
  { name: "15,000 tokens", file: "tokens.yaml", size: 15_000, make: tokens },
  { name: "15,000 tokens", file: "tokens.ts", size: 15_000, make: tokens },
  { name: "100,000 short assignments", file: "short.conf", size: 100_000, make: lines((at) => `a${at}=b${at}`) },
  { name: "100,000 short assignments", file: "short.env", size: 100_000, make: lines((at) => `A${at}=b${at}`) },
  { name: "100,000 passwords", file: "short.yaml", size: 100_000, make: lines((at) => `password${at}: p${at}`) },
  { name: "100,000 blocks", file: "blocks.yaml", size: 100_000, make: lines((at) => `a${at}: >-\n  b`) },
  { name: "20,000 values in base64 of base64", file: "encoded.yaml", size: 20_000, make: encodedLines },
  { name: "base64 of base64", file: "nested.yaml", size: characters, make: nested },
  { name: "a minified line", file: "app.js", size: 5_000_000, make: minified },
  { name: "a minified line", file: "app.json", size: 5_000_000, make: minified },
  { name: "deep YAML", file: "deep.yaml", size: 2800, make: deep },
  { name: "deep YAML", file: "docker-compose.yml", size: 2800, make: deep },
  { name: "deep JSON", file: "deep.json", size: characters, make: repeat('{"a":') },
  { name: "aliases of aliases", file: "compose.yaml", size: 400, make: aliases },
  { name: "2,000 services", file: "compose.yaml", size: 2000, make: composeServices },
  { name: "a workflow of brackets", file: ".github/workflows/a.yml", size: characters, make: repeat("[") },
];

/** How long the scan of a file took, and of one a quarter of its size. Deep YAML is as long as the square of its levels. */
export interface Scaling {
  /** Seconds of one core. */
  quarter: number;
  whole: number;
  /** Whole to quarter: about 4 when the time grows with the size, 16 when it grows with its square. */
  ratio: number;
  isLinear: boolean;
}

/** Less than this is noise. */
const noise = 0.05;

/** What the time may grow by when the size grows fourfold. Between 4 and 16, as two measurements never agree. */
const largestRatio = 8;

/**
 * Measures how the time for a file grows with its size.
 *
 * @param size the larger size; default the file's own
 * @param limit seconds on the clock after which a scan is ended and counts as endless; default 60
 */
export async function measureScaling(hostile: Hostile, size = hostile.size, limit = 60): Promise<Scaling> {
  const quarterSize = hostile.make === deep ? size / 2 : size / 4;
  const quarter = await secondsFor(hostile, Math.ceil(quarterSize), limit);
  const whole = Number.isFinite(quarter) ? await secondsFor(hostile, size, limit) : quarter;
  const ratio = whole / Math.max(quarter, noise);
  return { quarter, whole, ratio, isLinear: Number.isFinite(whole) && ratio <= largestRatio };
}

/** Seconds of one core for a scan; infinity when it had to be ended. */
async function secondsFor({ file, make }: Hostile, size: number, limit: number): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), `${projectName}-hostile-`));
  try {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), make(size));
    return await scanInThread(folder, limit);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A thread that scans, as only a thread can be ended whatever it does. One serves until it has to be. */
let thread: Worker | undefined;

async function scanInThread(folder: string, limit: number): Promise<number> {
  const worker = (thread ??= new Worker(new URL("hostile-worker.ts", import.meta.url)));
  const answer = new Promise<number>((resolve, reject) => {
    worker.once("message", resolve).once("error", reject);
  });
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<number>((resolve) => {
    timer = setTimeout(() => {
      thread = undefined;
      void worker.terminate();
      resolve(Number.POSITIVE_INFINITY);
    }, limit * 1000);
  });
  worker.postMessage(folder);
  try {
    return await Promise.race([answer, end]);
  } finally {
    clearTimeout(timer);
    worker.removeAllListeners("message").removeAllListeners("error");
    // It must not keep the program from ending; a measurement under way has its timer.
    worker.unref();
  }
}

/** A table with a row for each file, as Markdown. */
export function describeScaling(measured: readonly (readonly [Hostile, Scaling])[]): string {
  const rows = measured.map(([{ name, file }, { quarter, whole, ratio, isLinear }]) => {
    const verdict = isLinear
      ? whole <= noise
        ? "yes"
        : `yes (× ${ratio.toFixed(1)})`
      : `**no** (× ${ratio.toFixed(1)})`;
    return `| ${name.replaceAll("|", "\\|")} | \`${file}\` | ${quarter.toFixed(2)} | ${whole.toFixed(2)} | ${verdict} |`;
  });
  return [
    "| 4 MB, or as many as it says | file | a quarter, s | the whole, s | linear |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}
