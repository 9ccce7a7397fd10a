// Clients of engines on this machine, for the sandbox.
import Docker from "dockerode";

/**
 * A client of the engine behind a socket of this machine, whatever DOCKER_HOST and its kin say: dockerode takes from them what
 * it is not told.
 *
 * @param timeout of one request, in milliseconds; default none
 */
export function dockerAt(socketPath: string, timeout?: number): Docker {
  return new Docker({
    ...{ socketPath, protocol: "http", timeout },
    ...{ host: undefined, port: undefined, ca: undefined, cert: undefined, key: undefined, sshOptions: {} },
  });
}
