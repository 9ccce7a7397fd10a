import { randomBytes as drawBytes } from "node:crypto";
import { z } from "zod";
import { defineResource } from "./resource.ts";

const fields = {
  keepers: z.record(z.string(), z.string("must be a string"), "must be a map of strings").optional(),
  length: z.int("must be a whole number").min(1, "must be at least 1"),
};

const encode = (bytes: Buffer) => ({ base64: bytes.toString("base64"), hex: bytes.toString("hex") });

export const randomBytes = defineResource({
  fields,
  generated: ["base64", "hex"],
  generate: ({ length }) => Promise.resolve(encode(drawBytes(length))),
  adopt(value) {
    const bytes = Buffer.from(value, "base64");
    if (bytes.toString("base64") !== value)
      throw new Error("the import ID of a RandomBytes must be its value in base64");
    return Promise.resolve({ inputs: { length: bytes.length }, outputs: encode(bytes) });
  },
});
