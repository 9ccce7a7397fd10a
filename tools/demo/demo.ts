// The demo: it makes secrets, deploys services and rotates. Steps that are done already are skipped.
import process from "node:process";
import { execa } from "execa";
import { Engine } from "../../swarm/engine/engine.ts";
import { readLedgers } from "../../swarm/ledger/store.ts";
import { devCompose, exampleNamespace as namespace } from "../example.ts";
import { projectDir, projectName } from "../paths.ts";
import { say, step } from "../../cli/progress.ts";
import { dockerAt } from "../sandbox/engine-client.ts";
import { ensureExampleImage } from "../sandbox/example-image.ts";
import { devStack, type DevFiles } from "../stack/dev-stack.ts";
import { keepFingerprintKey } from "../stack/stack-key.ts";
import { UserError } from "../../rotation/user-error.ts";
import { clearNamespace, removeNetworks } from "./clear.ts";
import {
  addServices,
  agreeCompose,
  bump,
  currentVersion,
  currentVersions,
  ensureDevConfig,
  hasKey,
  hasServices,
  hasValue,
} from "./dev-config.ts";
import { whyAnew } from "./standing.ts";
import { configured, makeValue, pair } from "./values.ts";

/** The dev stack on its way through a rotation. */
export class Demo {
  readonly #env: NodeJS.ProcessEnv;

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  /**
   * Makes the stack begin anew where it cannot go on, and says why, what is kept and what is removed.
   *
   * @throws UserError when its state cannot be read
   */
  static async ensureStanding(files: DevFiles, dockerHost: string): Promise<void> {
    const docker = dockerAt(dockerHost.replace("unix://", ""));
    const why = whyAnew({
      ...{ hasConfig: files.hasConfig, hasState: files.hasState, hasPassphrase: files.hasPassphrase },
      stateHasVersions: files.stateHasVersions(),
      current: files.hasConfig ? currentVersions() : {},
      ledgers: await readLedgers(Engine.at({ address: dockerHost, source: "the private Swarm" }), namespace),
    });
    if (why === undefined) return;
    say(`The dev stack begins anew: ${why}.`);
    const kept = files.putAway();
    if (kept !== undefined) say(`  Put away: ${kept}`);
    const removed = await clearNamespace(docker, namespace);
    if (removed !== undefined) say(`  Removed from the private Swarm: ${removed}, all of it the demo's`);
  }

  async prepareStack(): Promise<void> {
    ensureDevConfig();
    await this.#run("pulumi", ["stack", "select", devStack, "--create", "--non-interactive"]);
    if (!hasKey()) await keepFingerprintKey([`--stack=${devStack}`], [], this.#env);
    for (const logicalName of configured) await this.#ensureValue(logicalName, currentVersion(logicalName));
    agreeCompose();
  }

  async deployServices(): Promise<void> {
    const areBound = hasServices();
    if (areBound && (await this.#servicesRun())) {
      say("Skipped: the example services are deployed and bound already.");
      return;
    }
    if (areBound) {
      say("The example services are bound and not there: they are deployed again.");
      await removeNetworks(this.#docker, namespace);
    } else await this.#pulumi("up", "version 1 of every secret");
    await ensureExampleImage(this.#docker);
    await step("docker stack deploy", () =>
      this.#run("docker", ["stack", "deploy", "--resolve-image", "never", "--compose-file", devCompose, namespace]),
    );
    if (!areBound) addServices();
    await this.#pulumi("up", "the services are bound as they are, and nothing restarts");
  }

  async #servicesRun(): Promise<boolean> {
    const label = [`com.docker.stack.namespace=${namespace}`];
    return (await this.#docker.listServices({ filters: { label } })).length > 0;
  }

  get #docker() {
    return dockerAt((this.#env["DOCKER_HOST"] ?? "").replace("unix://", ""));
  }

  async rotate(): Promise<void> {
    if (pair.every((logicalName) => currentVersion(logicalName) > 1)) {
      say(`Skipped: ${pair.join(" and ")} are rotated already.`);
      await this.#pulumi("up", "the Swarm is as the config says; what is not is put right");
      return;
    }
    for (const logicalName of pair) {
      await this.#ensureValue(logicalName, currentVersion(logicalName) + 1);
      bump(logicalName);
    }
    // Otherwise the next deployment would flip the services back.
    agreeCompose();
    await this.#pulumi("preview", `what the bump of ${pair.join(" and ")} in the stack config would do`);
    await this.#pulumi("up", `the rotation of ${pair.join(" and ")}`);
  }

  /** Sets a value where there is none. It goes through standard input, because every user of the machine can see arguments. */
  async #ensureValue(logicalName: (typeof configured)[number], version: number): Promise<void> {
    if (hasValue(logicalName, version)) return;
    const path = `${projectName}:values.${logicalName}["${version}"]`;
    await this.#run("pulumi", ["config", "set", `--stack=${devStack}`, "--secret", "--path", path], {
      input: makeValue(logicalName, version),
    });
  }

  async #pulumi(operation: "preview" | "up", title: string, ...flags: string[]): Promise<void> {
    const words = operation === "up" ? ["--yes", "--skip-preview", ...flags] : flags;
    await step(`pulumi ${operation}: ${title}`, () =>
      this.#run("pulumi", [operation, `--stack=${devStack}`, "--non-interactive", ...words]),
    );
  }

  async #run(command: string, args: string[], { input }: { input?: string } = {}): Promise<void> {
    const stdin = input === undefined ? "ignore" : { input };
    // Ctrl-C reaches the command, too, and Pulumi then ends in good order. This process must not end before that.
    const interruption = new AbortController();
    const onInterrupt = (): void => {
      interruption.abort();
    };
    process.on("SIGINT", onInterrupt);
    const result = await execa(command, args, {
      ...{ cwd: projectDir, env: this.#env, extendEnv: false, reject: false, stdout: "inherit", stderr: "inherit" },
      ...(typeof stdin === "object" ? stdin : { stdin }),
    }).finally(() => process.off("SIGINT", onInterrupt));
    if (interruption.signal.aborted)
      throw new UserError("Interrupted.", "Run `npm start` again: it goes on where it was.");
    if (!result.failed) return;
    if (result.code === "ENOENT") {
      throw new UserError(`There is no ${command} on this machine.`, "Install it (Debian: docker-cli or docker.io).");
    }
    throw new UserError(
      `${command} ${args.slice(0, 2).join(" ")} failed (exit code ${result.exitCode ?? "none"}).`,
      "Its own message is above. Mend that and run this again; it goes on where it was.",
    );
  }
}
