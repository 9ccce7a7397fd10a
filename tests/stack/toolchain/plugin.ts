// A plugin of the selected toolchain by itself: started as the engine starts it, and asked what the engine asks.
import { execa } from "execa";
import { once } from "node:events";
import { createRequire } from "node:module";
import path from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import grpcService from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { pluginVersions, type PluginName } from "../../../tools/toolchain/versions.ts";

// These come with the SDK, which is what has to agree with them.
const ofSdk = createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi"));
const { credentials } = ofSdk("@grpc/grpc-js") as { credentials: { createInsecure: () => never } };

/** Makes what a request takes for properties. */
export const { Struct } = ofSdk("google-protobuf/google/protobuf/struct_pb.js") as {
  Struct: { fromJavaScript: (value: object) => never };
};

/** A message that says nothing. */
export const { Empty } = ofSdk("google-protobuf/google/protobuf/empty_pb.js") as { Empty: new () => never };

type Client = InstanceType<typeof grpcService.ResourceProviderClient>;

/** A running plugin. */
export interface Plugin {
  client: Client;
  stop: () => Promise<void>;
}

/**
 * @param environment all that the plugin has of one
 * @param wrap the command that starts it, made of its own one; default that one
 */
export async function startPlugin(
  name: PluginName,
  environment: Record<string, string>,
  wrap = (command: string[]): string[] => command,
): Promise<Plugin> {
  const home = process.env["PULUMI_HOME"] ?? "";
  const plugin = path.join(home, "plugins", `resource-${name}-v${pluginVersions[name]}`, `pulumi-resource-${name}`);
  // The engine's address: it is told what goes on, and need not listen.
  const [program = "", ...words] = wrap([plugin, "127.0.0.1:9"]);
  const child = execa(program, words, {
    ...{ env: environment, extendEnv: false, reject: false, stdin: "ignore", buffer: false },
  });
  const [port] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  const client = new grpcService.ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  return {
    client,
    stop: async () => {
      client.close();
      child.kill();
      await child;
    },
  };
}

/**
 * What a call of the plugin answers.
 *
 * @throws Error with the plugin's own message
 */
export function answered<T>(
  call: (done: (error: { details: string } | null, answer: T) => void) => unknown,
): Promise<T> {
  return new Promise((resolve, reject) => {
    call((error, answer) => {
      if (error === null) resolve(answer);
      else reject(new Error(error.details));
    });
  });
}
