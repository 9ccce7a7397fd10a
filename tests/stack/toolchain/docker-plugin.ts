// What the tests ask of the Docker plugin.
import { existsSync } from "node:fs";
import protocol from "@pulumi/pulumi/proto/provider_pb.js";
import { findProgram, isRoot } from "../../../tools/sandbox/machine.ts";
import { answered, startPlugin, Struct } from "./plugin.ts";

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
  const { client, stop } = await startPlugin("docker", environment, withoutOwnEngine);
  return {
    configure: async (config) => {
      const request = new protocol.ConfigureRequest();
      for (const [key, value] of Object.entries(config)) {
        request.getVariablesMap().set(`docker:config:${key}`, value);
      }
      request.setArgs(Struct.fromJavaScript(config));
      await answered((done) => client.configure(request, done));
    },
    read: async () => {
      const request = new protocol.ReadRequest();
      request.setId("gone");
      request.setUrn(`urn:pulumi:dev::project::${type}::gone`);
      request.setProperties(Struct.fromJavaScript({ name: "gone", data: "Z29uZQ==" }));
      await answered((done) => client.read(request, done));
    },
    stop,
  };
}
