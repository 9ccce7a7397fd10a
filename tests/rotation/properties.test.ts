// What the compiler makes of described properties: each line that it has to refuse is marked, and fails the check of types if it is not.
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { unset, type Args } from "../../components/args.ts";
import { ifKnown, type PropertiesOf } from "../../policy/properties.ts";
import { integer, later, laterOrNever, mapOf, optional, required, text, type Kept } from "../../rotation/properties.ts";

const described = {
  version: required(integer, "Known beforehand."),
  id: required(later(text), "Known later."),
  prints: required(mapOf(later(text)), "Each known later."),
  note: optional(text, "May be left out."),
  look: optional(laterOrNever(text), "May turn out not to be there."),
};

describe("described properties", () => {
  it("are kept as plain values, the optional ones if there are any", () => {
    const kept: Kept<typeof described> = { version: 5, id: "x", prints: { 5: "y" } };
    // @ts-expect-error -- the ID is missing
    const withoutId: Kept<typeof described> = { version: 5, prints: {} };
    assert.deepEqual(Object.keys({ ...withoutId, ...kept }).sort(), ["id", "prints", "version"]);
  });

  it("are declared all together, as outputs where a preview may not know them", () => {
    const id = pulumi.output("x");
    const args: Args<typeof described> = { version: 5, id, prints: { 5: id }, note: undefined, look: undefined };
    // @ts-expect-error -- whether there is a look is not said
    const unsaid: Args<typeof described> = { version: 5, id, prints: {}, note: undefined };
    // @ts-expect-error -- a version is known beforehand
    const unknown: Args<typeof described> = { ...args, version: pulumi.output(5) };
    assert.deepEqual(unset(described), {
      version: undefined,
      id: undefined,
      prints: undefined,
      note: undefined,
      look: undefined,
    });
    assert.equal(unsaid.version, args.version);
    assert.ok(pulumi.Output.isInstance(unknown.version));
  });

  it("are read by policies through ifKnown where a preview may not know them", () => {
    const properties = { version: 5, id: "x", prints: { 5: "y" }, note: null } as unknown as PropertiesOf<
      typeof described
    >;
    const known: string | undefined = ifKnown(() => properties.id);
    // @ts-expect-error -- it may not be known
    const read: string = properties.id;
    // @ts-expect-error -- outputs say null
    const note: string | undefined = properties.note;
    assert.deepEqual([known, read, note, properties.version], ["x", "x", null, 5]);
  });
});
