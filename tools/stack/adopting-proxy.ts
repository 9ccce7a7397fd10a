// A proxy between a run and the Engine. When the run creates a secret that exists already, the proxy answers as if it had just been
// created, because the Docker provider cannot import secrets. The program's hook has checked before that its value is the declared one.
import { createServer, request as send, type IncomingMessage, type ServerResponse } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { z } from "zod";
import { versionLabels } from "../../rotation/labels.ts";
import { connect } from "../../swarm/engine/client.ts";
import { resolveEndpoint } from "../../swarm/engine/endpoint.ts";
import { targetOf } from "../../swarm/engine/engine.ts";
import { findSecret } from "../../swarm/engine/secrets.ts";
import { neverEndIdle } from "../idle-connections.ts";
import { projectName } from "../paths.ts";
import { UserError } from "../../rotation/user-error.ts";

const CreateRequest = z.object({ Name: z.string(), Labels: z.record(z.string(), z.string()).nullish() });

/** Labels that say which version a secret is. */
const identity = [versionLabels.namespace, versionLabels.secret, versionLabels.version];

/**
 * Starts a proxy to the engine that the Docker CLI would talk to.
 *
 * @returns what to set DOCKER_HOST to, and how to end it
 */
export async function adoptingProxy(env: NodeJS.ProcessEnv): Promise<{ host: string; close: () => Promise<void> }> {
  const endpoint = await resolveEndpoint(undefined, env);
  if (endpoint.tls !== undefined || endpoint.address.startsWith("ssh:")) {
    throw new UserError(
      "The state can be rebuilt through a socket or plain TCP only, not through ssh or with TLS.",
      "Run this on a manager, or forward its socket: ssh -L /tmp/docker.sock:/var/run/docker.sock MANAGER, DOCKER_HOST=unix:///tmp/docker.sock",
    );
  }
  const target = targetOf(endpoint);
  const { engine } = await connect(undefined, env);

  const adopt = async (body: Buffer): Promise<string | undefined> => {
    const { Name, Labels } = CreateRequest.parse(JSON.parse(body.toString()));
    const found = await findSecret(engine, Name);
    const isSame = identity.every((label) => Labels?.[label] !== undefined && found?.labels[label] === Labels[label]);
    return isSame ? found?.id : undefined;
  };
  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await buffer(incoming);
    const isCreate = incoming.method === "POST" && /\/secrets\/create(?:\?|$)/.test(incoming.url ?? "");
    const id = isCreate ? await adopt(body) : undefined;
    if (id !== undefined) {
      outgoing.writeHead(201, { "content-type": "application/json" }).end(JSON.stringify({ ID: id }));
      return;
    }
    const { method = "GET", url: path, headers } = incoming;
    const forwarded = send({ ...target, path, method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on("error", () => incoming.socket.destroy());
    forwarded.end(body);
  };

  const folder = await mkdtemp(path.join(tmpdir(), `${projectName}-rebuild-`));
  const socket = path.join(folder, "docker.sock");
  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  neverEndIdle(server);
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    host: `unix://${socket}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
