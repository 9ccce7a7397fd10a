// Makes clients of engines on this machine, for the sandbox.
import Docker from "dockerode";

/**
 * Makes a client of the engine behind a socket of this machine. All settings are given, because dockerode takes those that are left
 * out from DOCKER_HOST and related variables.
 *
 * @param timeout how long one request may take, in milliseconds; default no limit
 */
export function dockerAt(socketPath: string, timeout?: number): Docker {
  return new Docker({
    ...{ socketPath, protocol: "http", timeout },
    ...{ host: undefined, port: undefined, ca: undefined, cert: undefined, key: undefined, sshOptions: {} },
  });
}
