// The policies as the engine first asks for them: their descriptions. It waits for these before it starts the program, so they are kept from
// run to run beside the compiled code, and the policies themselves are loaded while the program starts. Whoever can write there can change
// the code that runs, too.
import type { Policies, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { isDeepStrictEqual } from "node:util";

type Policy = ResourceValidationPolicy | StackValidationPolicy;

/** What makes a policy one of single resources, of the whole stack, or of both. */
const checks = ["validateResource", "validateStack"] as const;

/** A policy without its checks. */
interface Description extends Omit<Policy, (typeof checks)[number]> {
  readonly checks: readonly (typeof checks)[number][];
}

/** Where the code lies that the policies consist of. */
const project = path.join(import.meta.dirname, "..");
const folders = ["policy", "rotation", "inventory", "inventory/compose"];

/** The policies for the engine, and what loads those that they stand for. */
export interface Described {
  readonly policies: Policies;
  /** Loads them once. @throws Error when they are not as they were described */
  readonly load: () => Promise<Policies>;
}

/**
 * The policies, or stand-ins with the same descriptions that load them when the first is asked to check something.
 *
 * @param load loads the policies
 * @param subject what descriptions depend on besides the code: the stack, as some policies are stricter in production
 * @param cache the folder of compiled code; without it, and in CI, the policies themselves are given
 */
export async function describedPolicies(
  load: () => Promise<Policies>,
  subject: string,
  cache = process.env["NODE_COMPILE_CACHE"],
): Promise<Described> {
  if (cache === undefined || cache === "" || process.env["CI"] !== undefined) return { policies: await load(), load };
  const file = path.join(cache, "described-policies", `${digestOf(subject)}.json`);
  const code = codeDigest();
  const known = read(file, code);
  if (known === undefined) {
    const policies = await load();
    keep(file, { code, policies: descriptionsOf(policies) });
    return { policies, load };
  }
  let loaded: Promise<Policies> | undefined;
  const checked = (): Promise<Policies> => (loaded ??= loadAsDescribed(load, known, file));
  return { policies: known.map((description) => standIn(description, checked)), load: checked };
}

/** Loads the policies, and lets nobody leave one out, or make it advisory, by what was kept of them. */
async function loadAsDescribed(
  load: () => Promise<Policies>,
  known: readonly Description[],
  file: string,
): Promise<Policies> {
  const policies = await load();
  if (isDeepStrictEqual(descriptionsOf(policies), known)) return policies;
  rmSync(file, { force: true });
  throw new Error(`The policies are not those that ${file} describes. It is removed: run this again.`);
}

/** As they are kept. */
function descriptionsOf(policies: Policies): Description[] {
  return JSON.parse(JSON.stringify((policies as Policy[]).map(describe))) as Description[];
}

function describe(policy: Policy): Description {
  const { validateResource, validateStack, ...description } = policy as ResourceValidationPolicy &
    StackValidationPolicy;
  const has = { validateResource, validateStack };
  return { ...description, checks: checks.filter((check) => has[check] !== undefined) };
}

/** A policy that loads the one of its name before it checks anything. */
function standIn({ checks: own, ...description }: Description, load: () => Promise<Policies>): Policy {
  const real = async () => (await load()).find(({ name }) => name === description.name) as unknown as Callable;
  const calls = own.map((check) => [
    check,
    async (...args: unknown[]): Promise<void> => {
      await (await real())[check](...args);
    },
  ]);
  return { ...description, ...Object.fromEntries(calls) } as Policy;
}

type Callable = Record<(typeof checks)[number], (...args: unknown[]) => Promise<void>>;

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

/** Changes when a file of the code is written, also where its text stays the same. */
function codeDigest(): string {
  const digest = createHash("sha256").update(process.version);
  const packages = ["package.json", "package-lock.json"];
  const files = folders.flatMap((folder) =>
    readdirSync(path.join(project, folder)).map((name) => path.join(folder, name)),
  );
  for (const file of [...files.sort(), ...packages]) {
    const { size, mtimeMs, ctimeMs, ino } = statSync(path.join(project, file), { throwIfNoEntry: false }) ?? {};
    digest.update(`${file} ${size} ${mtimeMs} ${ctimeMs} ${ino}\n`);
  }
  return digest.digest("hex");
}

interface Kept {
  code: string;
  policies: Description[];
}

function read(file: string, code: string): Description[] | undefined {
  try {
    const kept = JSON.parse(readFileSync(file, "utf8")) as Kept;
    return kept.code === code ? kept.policies : undefined;
  } catch {
    // Nothing is kept yet, or it was damaged.
    return undefined;
  }
}

function keep(file: string, kept: Kept): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    const beside = `${file}.${process.pid}`;
    writeFileSync(beside, JSON.stringify(kept));
    renameSync(beside, file);
  } catch {
    // The next run loads the policies before it describes them.
  }
}
