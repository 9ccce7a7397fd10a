// The policies as the engine first asks for them: their descriptions. It waits for these before it starts the program, so they are kept from
// run to run, and the policies themselves are loaded while the program starts.
import type { Policies, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { isDeepStrictEqual } from "node:util";
import { Kept } from "./kept.ts";

type Policy = ResourceValidationPolicy | StackValidationPolicy;

/** What makes a policy one of single resources, of the whole stack, or of both. */
const checks = ["validateResource", "validateStack"] as const;

/** A policy without its checks. */
interface Description extends Omit<Policy, (typeof checks)[number]> {
  readonly checks: readonly (typeof checks)[number][];
}

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
 * @param cache see {@link Kept}: where nothing is kept, the policies themselves are given
 */
export async function describedPolicies(
  load: () => Promise<Policies>,
  subject: string,
  cache?: string,
): Promise<Described> {
  const kept = new Kept<Description>("described-policies", subject, [], cache);
  const known = kept.read();
  if (known === undefined) {
    const policies = await load();
    kept.write(descriptionsOf(policies));
    return { policies, load };
  }
  let loaded: Promise<Policies> | undefined;
  const checked = (): Promise<Policies> => (loaded ??= loadAsDescribed(load, known, kept));
  return { policies: known.map((description) => standIn(description, checked)), load: checked };
}

/** Loads the policies, and lets nobody leave one out, or make it advisory, by what was kept of them. */
async function loadAsDescribed(
  load: () => Promise<Policies>,
  known: readonly Description[],
  kept: Kept<Description>,
): Promise<Policies> {
  const policies = await load();
  if (isDeepStrictEqual(descriptionsOf(policies), known)) return policies;
  kept.remove();
  throw new Error(`The policies are not those that ${kept.file ?? ""} describes. It is removed: run this again.`);
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
