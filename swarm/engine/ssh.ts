// Engines behind ssh:// are reached as the Docker CLI reaches them: through the system's `ssh`. So ~/.ssh/config and the agent apply
// and, above all, the host's key is checked.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { Agent } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { childEnvironment } from "../../processes/child-environment.ts";

/** Connections to an engine, each over an `ssh` process that runs `docker system dial-stdio` on the other side. */
export class SshAgent extends Agent {
  readonly #arguments: string[];
  #last: { child: ChildProcess; stderr: string } | undefined;

  /** @param address `ssh://user@host:port`; user and port may be left out, and ~/.ssh/config then decides */
  constructor(address: URL) {
    // The connections are few, as sshd refuses new ones when many come at once (MaxStartups).
    super({ keepAlive: true, maxSockets: 4 });
    this.#arguments = [
      ...["-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10"],
      ...(address.username === "" ? [] : ["-l", decodeURIComponent(address.username)]),
      ...(address.port === "" ? [] : ["-p", address.port]),
      ...["--", address.hostname, "docker", "system", "dial-stdio"],
    ];
  }

  override createConnection(): Duplex {
    // One socket for both directions: Node opens it as descriptor 3, the shell makes it ssh's standard input and output.
    const child = spawn("/bin/sh", ["-c", 'exec ssh "$@" <&3 >&3 3>&-', "sh", ...this.#arguments], {
      env: childEnvironment("ssh"),
      stdio: ["ignore", "ignore", "pipe", "pipe"],
    });
    const attempt = { child, stderr: "" };
    this.#last = attempt;
    child.on("error", (error) => (attempt.stderr += error.message));
    child.stderr?.on("data", (chunk: Buffer) => (attempt.stderr += chunk.toString()));
    // Only a request in flight may keep this process running, not an idle connection.
    child.unref();
    (child.stderr as Socket).unref();
    return child.stdio[3] as Socket;
  }

  /** What the last `ssh` printed before it ended; empty when it still runs a second later, or printed nothing. */
  async complaint(): Promise<string> {
    if (this.#last === undefined) return "";
    const { child } = this.#last;
    if (child.exitCode === null) {
      const enough = new AbortController();
      await Promise.race([once(child, "close", enough), delay(1000, undefined, enough)]);
      enough.abort();
    }
    return child.exitCode === 0 ? "" : this.#last.stderr.trim();
  }
}
