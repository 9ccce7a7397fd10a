import { randomInt } from "node:crypto";
import bcrypt from "bcryptjs";
import { z } from "zod";
import { defineResource } from "./resource.ts";

const digits = "0123456789";
const lowercase = "abcdefghijklmnopqrstuvwxyz";
const uppercase = lowercase.toUpperCase();
const specials = "!@#$%&*()-_=+[]{}<>:?";

/** bcrypt's cost, that of the official provider: 2^10 rounds. */
const bcryptCost = 10;

const flag = z.boolean("must be true or false");
const count = z.int("must be a whole number").min(0, "must be at least 0");

const fields = {
  keepers: z.record(z.string(), z.string("must be a string"), "must be a map of strings").optional(),
  length: z.int("must be a whole number").min(1, "must be at least 1"),
  lower: flag.default(true),
  minLower: count.default(0),
  minNumeric: count.default(0),
  minSpecial: count.default(0),
  minUpper: count.default(0),
  number: flag.optional(),
  numeric: flag.optional(),
  overrideSpecial: z.string("must be a string").optional(),
  special: flag.default(true),
  upper: flag.default(true),
};

/** The inputs of a RandomPassword, defaults filled in. */
export type PasswordInputs = z.output<z.ZodObject<typeof fields>>;

export const randomPassword = defineResource({
  fields,
  generated: ["bcryptHash", "result"],

  // `number` is the old name of `numeric`: either gives the other its value.
  complete(inputs) {
    const numeric = inputs["numeric"] ?? inputs["number"] ?? true;
    return { ...inputs, numeric, number: inputs["number"] ?? numeric };
  },

  rules(inputs) {
    const failures = [];
    const { number = inputs.numeric ?? true, numeric = number } = inputs;
    if (number !== numeric) {
      failures.push({
        property: "number",
        reason: "must not differ from numeric; it is deprecated, set numeric alone",
      });
    }
    if (!inputs.special && !inputs.upper && !inputs.lower && !numeric) {
      failures.push({ property: "special", reason: "at least one of special, upper, lower and numeric must be true" });
    }
    if (inputs.length < inputs.minUpper + inputs.minLower + inputs.minNumeric + inputs.minSpecial) {
      failures.push({
        property: "length",
        reason: "must be at least the sum of minUpper, minLower, minNumeric and minSpecial",
      });
    }
    return failures;
  },

  async generate(inputs) {
    const result = drawPassword(inputs);
    return { result, bcryptHash: await bcrypt.hash(result, bcryptCost) };
  },

  async adopt(value) {
    const inputs = { length: Array.from(value).length };
    return { inputs, outputs: { result: value, bcryptHash: await bcrypt.hash(value, bcryptCost) } };
  },
});

/**
 * A random password: the minimum of each class, drawn even from a class that is off, the rest from all classes that are
 * on, in random order; every choice with equal chances. A special character listed twice has twice the chance of one listed
 * once. All as the official provider does, only that its shuffle is slightly uneven.
 */
export function drawPassword(inputs: PasswordInputs): string {
  const special = inputs.overrideSpecial === "" ? specials : (inputs.overrideSpecial ?? specials);
  const classes = [
    { characters: Array.from(uppercase), on: inputs.upper, minimum: inputs.minUpper },
    { characters: Array.from(lowercase), on: inputs.lower, minimum: inputs.minLower },
    { characters: Array.from(digits), on: inputs.numeric ?? inputs.number ?? true, minimum: inputs.minNumeric },
    { characters: Array.from(special), on: inputs.special, minimum: inputs.minSpecial },
  ];
  const drawn = classes.flatMap(({ characters, minimum }) => draw(characters, minimum));
  const all = classes.filter(({ on }) => on).flatMap(({ characters }) => characters);
  return shuffle([...drawn, ...draw(all, inputs.length - drawn.length)]).join("");
}

function draw(characters: readonly string[], count: number): string[] {
  return Array.from({ length: count }, () => characters[randomInt(characters.length)] ?? "");
}

/** Fisher and Yates's shuffle: every order has the same chance. */
function shuffle(characters: readonly string[]): string[] {
  const result: string[] = [];
  for (const [index, character] of characters.entries()) {
    const place = randomInt(index + 1);
    result.push(result[place] ?? character);
    result[place] = character;
  }
  return result;
}
