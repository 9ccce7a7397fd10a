// A provider of text files that writes down in `calls` beside them which of its methods were called.
import * as pulumi from "@pulumi/pulumi";
import proto from "@pulumi/pulumi/proto/provider_pb.js";
import { existsSync } from "node:fs";
import { appendFile, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { noteType, type NoteInputs } from "../note.ts";

const schema = {
  name: "note",
  version: "1.0.0",
  resources: {
    [noteType]: {
      inputProperties: { directory: { type: "string" }, text: { type: "string" }, awaits: { type: "string" } },
      requiredInputs: ["directory", "text"],
      properties: { directory: { type: "string" }, text: { type: "string" }, awaits: { type: "string" } },
      required: ["directory", "text"],
    },
  },
};

async function record(directory: string, call: string): Promise<void> {
  await appendFile(path.join(directory, "calls"), `${call}\n`);
}

const provider: pulumi.provider.Provider = {
  version: schema.version,
  schema: JSON.stringify(schema),

  async check(_urn, _olds: NoteInputs, news: NoteInputs) {
    await record(news.directory, "check");
    const failures = news.text === "" ? [{ property: "text", reason: "a note must not be empty" }] : [];
    return { inputs: news, failures };
  },

  async diff(_id, _urn, olds: NoteInputs, news: NoteInputs) {
    await record(news.directory, "diff");
    if (news.text === "refuse me") throw new Error("a note must not ask to be refused");
    const moved = olds.directory !== news.directory;
    return { changes: moved || olds.text !== news.text, replaces: moved ? ["directory"] : [] };
  },

  async create(urn: string, inputs: NoteInputs) {
    await record(inputs.directory, "create");
    while (inputs.awaits !== undefined && !existsSync(inputs.awaits)) await delay(20);
    const file = path.join(inputs.directory, `${urn.slice(urn.lastIndexOf("::") + 2)}.txt`);
    await writeFile(file, inputs.text);
    return { id: file, outs: inputs };
  },

  async update(id: string, _urn, _olds: NoteInputs, news: NoteInputs) {
    await record(news.directory, "update");
    await writeFile(id, news.text);
    return { outs: news };
  },

  async read(id: string) {
    const directory = path.dirname(id);
    await record(directory, "read");
    if (!existsSync(id)) return { id: "", props: {} };
    const inputs = { directory, text: await readFile(id, "utf8") };
    return { id, props: inputs, inputs };
  },

  async delete(id: string, _urn, props: NoteInputs) {
    await record(props.directory, "delete");
    await rm(id);
  },
};

// An import asks for a read without properties, and the SDK's provider server (3.256 to 3.270 at least) fails on their
// absence before it calls `read`.
const read = proto.ReadRequest.prototype;
const getProperties = Reflect.get(read, "getProperties");
const noProperties = { toJavaScript: () => ({}) } as unknown as ReturnType<typeof getProperties>;
read.getProperties = function () {
  return getProperties.call(this) ?? noProperties;
};

void pulumi.provider.main(provider, process.argv.slice(2));
