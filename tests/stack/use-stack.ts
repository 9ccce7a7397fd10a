// A stack with services of its own on the private Swarm, for the tests of one `describe`.
import { TestServices, type ServiceOptions } from "../support/services.ts";
import { assertClean } from "./assertions.ts";
import type { StackConfig } from "./configured-stack.ts";
import { ProgramStack, type StackOptions } from "./stack.ts";

interface Scene extends StackOptions {
  /** The services that are there before the tests, by name, with what is particular of each. */
  deployed: Record<string, ServiceOptions>;
  /** What the first run applies; without it nothing is run. */
  declared?: (config: StackConfig) => void;
}

/** Makes the stack and its services before the tests, applies what is declared, and removes all of it after them. */
export function useStack({ deployed, declared, ...options }: Scene) {
  const services = new TestServices();
  const stack = new ProgramStack(services.namespace);
  /** A name on the Swarm. */
  const named = (name: string): string => `${services.namespace}_${name}`;

  before(async () => {
    await stack.make(options);
    await Promise.all(Object.entries(deployed).map(([name, particular]) => services.service(name, particular)));
    if (declared === undefined) return;
    await stack.configure(declared);
    assertClean(await stack.up());
  });

  after(async () => {
    await stack.remove();
  });

  return { stack, services, named };
}
