// A copy of a stack that nobody else has: its backend is a folder, and its passphrase is forgotten with it. Whoever runs on it can
// neither read nor change the stack itself.
import { randomBytes } from "node:crypto";
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { UserError } from "../../../rotation/user-error.ts";
import { failureOf } from "../../failure.ts";
import { StackCrypter } from "../../stack/stack-crypter.ts";
import type { Programs } from "./programs.ts";

/** The copy, all of which lies in one folder. */
export class ThrowawayStack {
  /** The environment of a run on it, and all of it. */
  readonly env: Readonly<Record<string, string>>;
  readonly #folder: string;
  readonly #name: string;
  readonly #crypter: StackCrypter;

  constructor(folder: string, name: string, programs: Programs) {
    this.#folder = folder;
    this.#name = name;
    for (const part of ["home", "temporary", "backend", "pulumi", "bare"])
      mkdirSync(this.#path(part), { recursive: true });
    symlinkSync(programs.plugins, path.join(this.#path("pulumi"), "plugins"));
    const passphrase = randomBytes(32).toString("hex");
    writeFileSync(this.#path("passphrase"), passphrase, { mode: 0o600 });
    this.#crypter = new StackCrypter(passphrase);
    this.env = {
      PATH: programs.path,
      HOME: this.#path("home"),
      TMPDIR: this.#path("temporary"),
      LANG: "C.UTF-8",
      CI: "true",
      NO_COLOR: "1",
      // The runner's own engine is not the Swarm. Of an engine behind ssh the Docker provider asks nothing before it must.
      DOCKER_HOST: "ssh://no-swarm.invalid",
      PULUMI_HOME: this.#path("pulumi"),
      PULUMI_BACKEND_URL: `file://${this.#path("backend")}`,
      PULUMI_CONFIG_PASSPHRASE_FILE: this.#path("passphrase"),
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    };
  }

  /** What stands under `secure` for this value. */
  readonly encrypt = (value: string): string => this.#crypter.encrypt(value);

  /**
   * Makes the stack.
   *
   * @param project the folder of its Pulumi.yaml
   * @param config the `config` of its file, its values encrypted by {@link encrypt}
   * @param state the state, its secrets in plain, of the stack that it is a copy of
   */
  async make(project: string, config: string, state: string | undefined): Promise<void> {
    // These commands are not confined, so they see no file of the pull request but the two that they are about.
    const [bare, file] = [this.#path("bare"), `Pulumi.${this.#name}.yaml`];
    copyFileSync(path.join(project, "Pulumi.yaml"), path.join(bare, "Pulumi.yaml"));
    writeFileSync(path.join(bare, file), `encryptionsalt: ${this.#crypter.encryptionSalt}\n${config}`);
    await this.#run(bare, ["stack", "init", this.#name, "--no-select"]);
    if (state !== undefined) await this.#run(bare, ["stack", "import", "--stack", this.#name], this.#adopted(state));
    copyFileSync(path.join(bare, file), path.join(project, file));
  }

  /** The state, to be encrypted with the passphrase of this stack. */
  #adopted(state: string): string {
    const exported = JSON.parse(state) as { deployment: Record<string, unknown> };
    const secrets = { type: "passphrase", state: { salt: this.#crypter.encryptionSalt } };
    return JSON.stringify({ ...exported, deployment: { ...exported.deployment, secrets_providers: secrets } });
  }

  async #run(cwd: string, args: readonly string[], input = ""): Promise<void> {
    const options = { cwd, env: this.env, extendEnv: false, reject: false, input, timeout: 120_000 } as const;
    const done = await execa("pulumi", [...args, "--non-interactive"], options);
    if (!done.failed) return;
    throw new UserError(
      `pulumi ${args.slice(0, 2).join(" ")} fails for a copy of the stack: ${failureOf(done)}`,
      "Run it again.",
    );
  }

  #path(part: string): string {
    return path.join(this.#folder, part);
  }
}
