// A provider in a process of its own, asked as the engine asks it.
import { execa } from "execa";
import assert from "node:assert/strict";
import type { Buffer } from "node:buffer";
import { once } from "node:events";
import { createRequire } from "node:module";
import path from "node:path";
import process from "node:process";
import grpcService from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import protocol from "@pulumi/pulumi/proto/provider_pb.js";
import { projectDir } from "../../tools/paths.ts";

// Both as the SDK has them.
const ofSdk = createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi"));
const grpc = ofSdk("@grpc/grpc-js") as { credentials: { createInsecure: () => object } };
const { Struct } = ofSdk("google-protobuf/google/protobuf/struct_pb.js") as {
  Struct: { fromJavaScript: (value: object) => never };
};

const program = `
import { serve } from ${JSON.stringify(path.join(projectDir, "pulumi-sdk", "provider-server.ts"))};
const read = async (id, urn, props) => ({ id, props: { id, given: Object.keys(props) } });
await serve({ version: "1.0.0", read }, [], {
  refusal: async ({ home }) => (home === "elsewhere" ? "This is not my home." : undefined),
  refusalOfChange: (olds, news) => (olds.home === news.home ? undefined : "I do not move."),
});
`;

interface Refusal {
  code: number;
  details: string;
}
type Ask = (request: object, answered: (error: Refusal | null, response: never) => void) => void;

describe("the server for providers", () => {
  let provider: ReturnType<typeof start>;
  let ask: (call: "configure" | "diffConfig" | "read", request: object) => Promise<unknown>;

  const start = () => execa(process.execPath, ["--input-type=module", "--eval", program], { reject: false });

  before(async () => {
    provider = start();
    // It says where it listens.
    const [said] = (await once(provider.stdout, "data")) as [Buffer];
    const port = said.toString().trim();
    const Client = (grpcService as unknown as Record<string, new (address: string, credentials: object) => object>)[
      "ResourceProviderClient"
    ];
    assert.ok(Client);
    const client = new Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure()) as Record<string, Ask>;
    ask = (call, request) =>
      new Promise((resolve, reject) => {
        client[call]?.(request, (error, response) => {
          if (error === null) resolve(response);
          else reject(Object.assign(new Error(error.details), { code: error.code }));
        });
      });
  });

  after(async () => {
    provider.kill();
    await provider;
  });

  const configuration = (home: string): object =>
    new protocol.ConfigureRequest().setArgs(Struct.fromJavaScript({ home }));

  it("takes a configuration that the rules allow, and no other", async () => {
    await ask("configure", configuration("here"));
    await assert.rejects(ask("configure", configuration("elsewhere")), { code: 9, message: "This is not my home." });
  });

  it("refuses a change of the configuration that the rules refuse, and leaves any other to the engine", async () => {
    const change = (from: string, to: string): object =>
      new protocol.DiffRequest()
        .setOlds(Struct.fromJavaScript({ home: from }))
        .setNews(Struct.fromJavaScript({ home: to }));
    await assert.rejects(ask("diffConfig", change("here", "there")), { code: 9, message: "I do not move." });
    const unimplemented = 12;
    await assert.rejects(ask("diffConfig", change("here", "here")), { code: unimplemented });
  });

  it("lets an import through, whose request has no properties", async () => {
    const answer = (await ask("read", new protocol.ReadRequest().setId("one").setUrn("urn"))) as {
      getProperties: () => { toJavaScript: () => object };
    };
    assert.deepEqual(answer.getProperties().toJavaScript(), { id: "one", given: [] });
  });
});
