// A planted stack that is rotated: its values are encrypted by Pulumi's passphrase, and compose files pin its versions.
import { execa } from "execa";
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { parse } from "yaml";
import { StackCrypter } from "../../tools/stack/stack-crypter.ts";
import { projectDir } from "../../tools/paths.ts";
import { ledgerOf, PlantedStack } from "./planted-stack.ts";

const script = path.join(projectDir, "cli", "secrets.mjs");

/** How a command is called besides its words. */
export interface Called {
  /** What it reads from standard input; default: nothing. */
  input?: string;
  env?: NodeJS.ProcessEnv;
}

/** The stack `prod` of {@link PlantedStack}, with a secret besides whose values are generated. */
export class RotatingStack {
  readonly planted: PlantedStack;
  readonly env: NodeJS.ProcessEnv;
  readonly #crypter: StackCrypter;
  /** What the config says before each test. */
  readonly config: string;

  private constructor(planted: PlantedStack, passphrase: string, salt: string) {
    this.planted = planted;
    const home = path.join(planted.folder, "home");
    this.env = {
      ...{ PULUMI_BACKEND_URL: `file://${home}`, PULUMI_HOME: home, PULUMI_CONFIG_PASSPHRASE: passphrase },
      ...{ PULUMI_SKIP_UPDATE_CHECK: "true", PULUMI_STACK: "", TMPDIR: path.join(planted.folder, "tmp") },
    };
    this.#crypter = new StackCrypter(passphrase, salt);
    this.config = configOf(planted.namespace, (text) => this.#crypter.encrypt(text), salt);
  }

  /** Puts it on the Swarm, with its files and a Pulumi stack that encrypts. */
  static async create(): Promise<RotatingStack> {
    const planted = await PlantedStack.create();
    await planted.apply();
    await planted.version("session_key", 1);
    await planted.ledger("session_key", ledgerOf([1]));
    const passphrase = randomBytes(16).toString("hex");
    const home = path.join(planted.folder, "home");
    await Promise.all([mkdir(home), mkdir(path.join(planted.folder, "tmp"))]);
    const env = { PULUMI_BACKEND_URL: `file://${home}`, PULUMI_HOME: home, PULUMI_CONFIG_PASSPHRASE: passphrase };
    writeFileSync(path.join(planted.folder, "Pulumi.prod.yaml"), "{}\n");
    await execa("pulumi", ["stack", "init", "prod", "--no-select", "--non-interactive"], { cwd: planted.folder, env });
    const { encryptionsalt } = parse(readFileSync(path.join(planted.folder, "Pulumi.prod.yaml"), "utf8")) as {
      encryptionsalt: string;
    };
    const stack = new RotatingStack(planted, passphrase, encryptionsalt);
    stack.reset();
    return stack;
  }

  /** Writes the stack's files anew. */
  reset(): void {
    this.write("Pulumi.prod.yaml", this.config);
    this.write("compose.yml", composeOf(this.planted.namespace));
    this.write("more.yml", `secrets: { again: { external: true, name: ${this.planted.namespace}_db_reader_v1 } }\n`);
  }

  text(file: string): string {
    return readFileSync(path.join(this.planted.folder, file), "utf8");
  }

  write(file: string, text: string): void {
    writeFileSync(path.join(this.planted.folder, file), text);
  }

  /** Runs `secrets`. */
  async run(words: readonly string[], { input, env }: Called = {}) {
    return await execa(process.execPath, [script, ...words], {
      ...{ cwd: this.planted.folder, reject: false, timeout: 60_000, env: { ...this.env, ...env } },
      ...(input === undefined ? { stdin: "ignore" as const } : { input }),
    });
  }

  /**
   * Runs `secrets` on a terminal.
   *
   * @param dialogue the questions, of each what it begins with, and a person's answers
   */
  async type(words: readonly string[], dialogue: readonly (readonly [question: string, answer: string])[]) {
    const command = [process.execPath, script, ...words].map((word) => `'${word}'`).join(" ");
    const running = execa("script", ["--quiet", "--return", "--echo=never", "--command", command, "/dev/null"], {
      ...{ cwd: this.planted.folder, reject: false, timeout: 60_000, env: this.env, stdin: "pipe" as const },
    });
    const open = [...dialogue];
    let shown = "";
    running.stdout.on("data", (chunk: Buffer) => {
      shown += chunk.toString();
      const [question, answer] = open[0] ?? [];
      if (question === undefined || !shown.includes(question)) return;
      shown = "";
      open.shift();
      running.stdin.write(`${answer ?? ""}\n`);
    });
    return await running;
  }

  /** What the command has left in the folder for temporary files. */
  leftovers(): string[] {
    return readdirSync(path.join(this.planted.folder, "tmp"));
  }

  /** The value of a version in the config, in plain. */
  plain(secret: string, version: number): string | undefined {
    const { config } = parse(this.text("Pulumi.prod.yaml")) as {
      config: { "planted:values": Record<string, Record<string, { secure: string } | undefined>> };
    };
    const ciphertext = config["planted:values"][secret]?.[String(version)]?.secure;
    return ciphertext === undefined ? undefined : this.#crypter.decrypt(ciphertext);
  }

  /** What the config says, with the ciphertext of each version that came in the place of the text itself. */
  shown(): string {
    const known = new Set(this.config.match(/v1:\S+/g));
    return this.text("Pulumi.prod.yaml").replaceAll(/secure: (v1:[^\s}]+)/g, (whole, ciphertext: string) =>
      known.has(ciphertext) ? whole : `secure: <${this.#crypter.decrypt(ciphertext)}>`,
    );
  }
}

function configOf(namespace: string, encrypt: (text: string) => string, salt: string): string {
  return `# Of everybody.
encryptionsalt: ${salt}
config:
  planted:namespace: ${namespace}
  planted:classes:
    database: { owner: Platform, cadence: quarterly }
    keys: {owner: Platform, cadence: quarterly}   # generated
  planted:composeFiles: [compose.yml]
  planted:secrets:
    db_writer: {class: database, current: 2, retain: [1]} # the writer
    db_reader:
      # One on a line.
      class: database
      current: 1   # since May
    session_key: { class: keys, current: 1, source: { kind: random, length: 48 } }
  planted:services:
    api: { secrets: [db_writer, db_reader], wave: 0 }
    worker: { secrets: [db_reader] }
  planted:values:
    db_writer:
      "1":
        secure: ${encrypt("one")}
      "2":
        secure: ${encrypt("two")}
    db_reader: { "1": { secure: "${encrypt("three")}" } }
  # The end.
`;
}

function composeOf(namespace: string): string {
  return `include: [more.yml]
secrets:
  writer:
    external: true
    name: ${namespace}_db_writer_v2 # the writer's
  reader: { external: true, name: "${namespace}_db_reader_v\${READER:-1}" }
`;
}
