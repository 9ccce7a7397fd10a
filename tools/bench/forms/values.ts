// The values that forms are filled with. Each is made when it is needed, from a seed, so that no secret stands in the tree.
import { createHash, generateKeyPairSync } from "node:crypto";

const upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const lower = "abcdefghijklmnopqrstuvwxyz";
const digits = "0123456789";

/** The alphabets that values are drawn from. */
export const alphabets = {
  digits,
  hex: `${digits}abcdef`,
  base36: lower + digits,
  base32: `${upper}234567`,
  /** As age writes its keys. */
  bech32: "QPZRY9X8GF2" + "TVDW0S3JN54" + "KHCE6MUA7L",
  base62: upper + lower + digits,
  base64: `${upper}${lower}${digits}+/`,
  base64url: `${upper}${lower}${digits}-_`,
  /** As Django draws its `SECRET_KEY`. */
  django: `${lower}${digits}!@#$%^&*(-_=+)`,
  /** All that means something to a shell, a template or a path, but no quotes. */
  symbols: `${upper}${lower}${digits}$()[]{}\\/!@#%^&*-_=+:;?.,~|`,
  /** What a bare value may have in nearly every format. */
  punctuated: `${upper}${lower}${digits}!*-_.~+^%`,
} as const;

/** Draws text that looks random and is the same for the same label. */
export class Draw {
  readonly #label: string;
  #drawn = 0;

  constructor(label: string) {
    this.#label = label;
  }

  text(length: number, alphabet: string = alphabets.base62): string {
    let text = "";
    while (text.length < length) {
      this.#drawn++;
      for (const byte of createHash("sha256").update(`${this.#label} ${this.#drawn}`).digest()) {
        // The largest bytes are left out, as they would make the alphabet's first letters more frequent.
        if (byte < 256 - (256 % alphabet.length)) text += alphabet.charAt(byte % alphabet.length);
      }
    }
    return text.slice(0, length);
  }

  /** A whole number from one to another, both included. */
  between(from: number, to: number): number {
    return from + (Number.parseInt(this.text(6, alphabets.hex), 16) % (to - from + 1));
  }

  of<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.between(0, choices.length - 1)] ?? choices[0];
  }
}

/** What one form may be filled with. */
export interface Values {
  /** What a person or a password manager makes up: `word`, `alnum` or `punctuated`. */
  password: string;
  /** What a program makes up: letters and digits, hexadecimal, or base64, of 32 characters or more. */
  key: string;
  /** Words with digits and a mark, as people choose them: `Kranich42-Lampe!`. */
  word: string;
  /** 12 to 64 letters and digits. */
  alnum: string;
  /** With `$ ( ) [ ] { } \ /` and the like in it, but no quotes and no white space. */
  symbols: string;
  /** 16 to 32 characters with marks that mean nothing to a shell or in YAML, and stand between letters. */
  punctuated: string;
  /** 50 characters as Django makes them for its `SECRET_KEY`. */
  django: string;
  hex: string;
  base64: string;
  /** A JSON Web Token, signed with nothing. */
  jwt: string;
  /** A private key (Ed25519, PKCS #8) in lines. */
  pem: string;
  /** A private key (P-256, SEC 1) in lines. */
  ecPem: string;
  /** What stands in such places in general: one of the kinds above, of `chosen`, or a UUID, a phrase, a short one. */
  any: string;
  /** As a person builds one: a word, digits and a sign, in any order. */
  chosen: string;
  draw: Draw;
}

const starts =
  "Kranich Lampe Winter Garten Ziegel Falke Sommer Regen Kupfer Tiger Wolke Hafen Biber Linde Anker Koffer".split(" ");

/** Values for one form; another label gives other ones. */
export function drawValues(label: string): Values {
  const draw = new Draw(label);
  const pick = (): string => starts[draw.between(0, starts.length - 1)] ?? "";
  const edged = (alphabet: string, length: number): string =>
    `${draw.text(2)}${draw.text(length, alphabet)}${draw.text(2)}`;
  const word = draw.of([
    `${pick()}${draw.between(10, 9999)}${draw.of(["!", "?", "*", "_"])}${pick().toLowerCase()}`,
    `${pick()}-${pick()}-${draw.between(10, 99)}`,
    `${pick().toLowerCase()}${draw.between(100, 9999)}${pick()}`,
    `${pick().replace("a", "4").replace("e", "3")}${draw.between(10, 99)}!${pick()}`,
  ]);
  const alnum = draw.text(draw.between(12, 64));
  const punctuated = edged(alphabets.punctuated, draw.between(12, 28));
  const hex = draw.text(draw.of([32, 40, 64]), alphabets.hex);
  const base64 = `${draw.text(43, alphabets.base64)}=`;
  const chosen = drawChosen(draw);
  const claims = { sub: draw.text(12), iat: 1_700_000_000 + draw.between(0, 9_999_999) };
  return {
    password: draw.of([word, alnum, punctuated]),
    key: draw.of([draw.text(draw.between(32, 64)), hex, base64]),
    word,
    alnum,
    symbols: `${edged(alphabets.symbols, draw.between(12, 28))}${draw.of(["$", "(", "]", "}", "/"])}${draw.text(3)}`,
    punctuated,
    django: draw.text(50, alphabets.django),
    hex,
    base64,
    jwt: [{ alg: "HS256", typ: "JWT" }, claims].map(encode).concat(draw.text(43)).join("."),
    pem: keys.pem,
    ecPem: keys.ecPem,
    any: drawAny(draw, { chosen, punctuated, hex, base64 }),
    chosen,
    draw,
  };
}

const words = "harbour violet copper meadow thunder walnut saddle lantern orchid granite falcon ribbon".split(" ");

function drawChosen(draw: Draw): string {
  const small = words[draw.between(0, words.length - 1)] ?? "";
  const word = draw.of([small, `${small.charAt(0).toUpperCase()}${small.slice(1)}`]);
  const sign = draw.of(["!", "$", "%", "-", "?", "*", "+", "_", "~", "."]);
  const number = String(draw.between(1, 9999));
  const first = draw.of(["!", "$", "%", "-", "+"]);
  return draw.of([
    `${word}${sign}${number}`,
    `${word}${number}${draw.of(["!", "?", "*", "$"])}`,
    `${first}${word}${number}`,
    `${number}${sign}${word}`,
    `${word}${sign}${draw.of(words as [string, ...string[]])}${number}`,
  ]);
}

function drawAny(draw: Draw, others: Pick<Values, "chosen" | "punctuated" | "hex" | "base64">): string {
  const part = draw.between(0, 99);
  if (part < 32) return others.chosen;
  if (part < 52) return draw.text(draw.between(9, 16));
  if (part < 74) return draw.text(draw.between(17, 48));
  if (part < 82) return others.hex;
  if (part < 89) return others.base64;
  if (part < 97) return others.punctuated;
  if (part < 98)
    return `${draw.text(8, alphabets.hex)}-${draw.text(4, alphabets.hex)}-4${draw.text(3, alphabets.hex)}-a${draw.text(3, alphabets.hex)}-${draw.text(12, alphabets.hex)}`;
  return Array.from({ length: 4 }, () => words[draw.between(0, words.length - 1)]).join("-");
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

const keys = {
  pem: generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  ecPem: generateKeyPairSync("ec", { namedCurve: "P-256" })
    .privateKey.export({ type: "sec1", format: "pem" })
    .toString(),
};
