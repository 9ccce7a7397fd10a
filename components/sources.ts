// The makers of versions' values, one for each kind of source.
import { Buffer } from "node:buffer";
import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword.js";
import type { SecretSource, SourceKind } from "../inventory/sources.ts";
import { bytesOf, type Encoding } from "../rotation/encoding.ts";

/** The version whose value is to be made. */
export interface WantedValue {
  /** The version's name on the Swarm: `busflow_db_writer_v5`. */
  name: string;
  /** How the value in the stack config is written. */
  encoding: Encoding;
  /** The value in the stack config; undefined when it has none. */
  given: string | undefined;
  /** The secret's component, the parent of a generated value. */
  parent: pulumi.Resource;
}

/** Makes a value. The result is its bytes in base64, as a secret output. */
type Maker<Kind extends SourceKind> = (source: SecretSource<Kind>, wanted: WantedValue) => pulumi.Output<string>;

const makers: { readonly [Kind in SourceKind]: Maker<Kind> } = {
  config: (_source, { given = "", encoding }) => pulumi.secret(bytesOf(given, encoding)?.toString("base64") ?? ""),
  random: ({ length, special }, { name, parent }) => {
    const { result } = new RandomPassword(name, { length, special }, { parent });
    return result.apply((text) => Buffer.from(text).toString("base64"));
  },
};

/** The bytes of a version's value in base64, as a secret output. */
export function makeValue<Kind extends SourceKind>(
  source: SecretSource<Kind>,
  wanted: WantedValue,
): pulumi.Output<string> {
  const kind: Kind = source.kind;
  return makers[kind](source, wanted);
}
