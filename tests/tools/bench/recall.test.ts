import assert from "node:assert/strict";
import { fillForms } from "../../../tools/bench/forms/all.ts";
import { describeForms, listMistakes, measureForms, writeForms } from "../../../tools/bench/recall.ts";
import { useTempDir } from "../../support/temp-dir.ts";

describe("the forms of secrets that the bench writes", () => {
  const folder = useTempDir();

  it("are many, of many kinds, and each has a name of its own in its kind", () => {
    const forms = fillForms(1);
    assert.ok(forms.filter(({ isSecret }) => isSecret).length >= 600);
    assert.ok(forms.filter(({ isSecret }) => !isSecret).length >= 90);
    const names = forms.map(({ kind, name }) => `${kind}: ${name}`);
    assert.deepEqual(
      names.filter((name, at) => names.indexOf(name) !== at),
      [],
    );
  });

  it("are the same for the same seed, but for the keys, and have other values for another", () => {
    const text = (seed: number): string =>
      fillForms(seed)
        .find(({ name }) => name === "curl -u")
        ?.text.toString() ?? "";
    assert.equal(text(7), text(7));
    assert.notEqual(text(7), text(8));
  });

  it("count as found by the files that a scanner names, and the wrong ones are listed by name", async () => {
    const forms = writeForms(folder(), 1);
    const of = (name: string): string => forms.find((form) => form.name === name)?.file ?? "";
    const scan = (): Promise<{ file: string; line: number; kind: string }[]> =>
      Promise.resolve([of("curl -u"), of("SOPS value")].map((file) => ({ file, line: 1, kind: "x" })));
    const recall = await measureForms(folder(), forms, { name: "one", scan });
    assert.deepEqual(
      [recall.found.map(({ name }) => name), recall.flagged.map(({ name }) => name)],
      [["curl -u"], ["SOPS value"]],
    );
    assert.match(describeForms(forms, [recall]), /^\| commands +\| \d+ \| 1 \|$/m);
    assert.match(listMistakes(recall), /^one misses: commands: sshpass -p \(f\d+\/ssh\.sh\)$/m);
    assert.match(listMistakes(recall), /^one flags: encrypted: SOPS value \(f\d+\/secrets\.enc\.yaml\)$/m);
  });
});
