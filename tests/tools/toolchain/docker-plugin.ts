// The Docker plugin of the selected toolchain by itself: started as the engine starts it, and asked what the engine asks.
import { execa } from "execa";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import grpcService from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import protocol from "@pulumi/pulumi/proto/provider_pb.js";
import { findProgram, isRoot } from "../../../tools/sandbox/machine.ts";
import { pluginVersions } from "../../../tools/toolchain/versions.ts";

// These come with the SDK, which is what has to agree with them.
const ofSdk = createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi"));
const { credentials } = ofSdk("@grpc/grpc-js") as { credentials: { createInsecure: () => never } };
const { Struct } = ofSdk("google-protobuf/google/protobuf/struct_pb.js") as {
  Struct: { fromJavaScript: (value: object) => never };
};

const type = "docker:index/secret:Secret";

/** A running Docker plugin. */
export interface DockerPlugin {
  /** @throws Error with the plugin's own message */
  configure: (config: Record<string, string>) => Promise<void>;
  /** Looks for a secret that does not exist: with whatever engine the plugin has settled on. */
  read: () => Promise<void>;
  stop: () => Promise<void>;
}

/** The command where the machine's own engine cannot be seen: that one is not for tests. */
function withoutOwnEngine(command: string[]): string[] {
  if (!existsSync("/var/run/docker.sock")) return command;
  const apart = isRoot() ? ["--mount"] : ["--mount", "--map-root-user"];
  const hide = `${findProgram("mount") ?? "mount"} -t tmpfs tmpfs /run && exec "$@"`;
  return [findProgram("unshare") ?? "unshare", ...apart, "/bin/sh", "-c", hide, "sh", ...command];
}

/** @param environment all that the plugin has of one */
export async function startDockerPlugin(environment: Record<string, string>): Promise<DockerPlugin> {
  const home = process.env["PULUMI_HOME"] ?? "";
  const folder = path.join(home, "plugins", `resource-docker-v${pluginVersions.docker}`);
  // The engine's address: it is told what goes on, and need not listen.
  const [program = "", ...words] = withoutOwnEngine([path.join(folder, "pulumi-resource-docker"), "127.0.0.1:9"]);
  const child = execa(program, words, {
    ...{ env: environment, extendEnv: false, reject: false, stdin: "ignore", buffer: false },
  });
  const [port] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  const client = new grpcService.ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  return {
    configure: async (config) => {
      const request = new protocol.ConfigureRequest();
      for (const [key, value] of Object.entries(config)) {
        request.getVariablesMap().set(`docker:config:${key}`, value);
      }
      request.setArgs(Struct.fromJavaScript(config));
      await new Promise<void>((resolve, reject) => {
        client.configure(request, (error) => {
          if (error === null) resolve();
          else reject(new Error(error.details));
        });
      });
    },
    read: async () => {
      const request = new protocol.ReadRequest();
      request.setId("gone");
      request.setUrn(`urn:pulumi:dev::project::${type}::gone`);
      request.setProperties(Struct.fromJavaScript({ name: "gone", data: "Z29uZQ==" }));
      await new Promise<void>((resolve, reject) => {
        client.read(request, (error) => {
          if (error === null) resolve();
          else reject(new Error(error.details));
        });
      });
    },
    stop: async () => {
      client.close();
      child.kill();
      await child;
    },
  };
}
