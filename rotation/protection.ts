// Which stacks others rely on: what is careful in one place is careful in every place.

/** The one stack for trying things out. */
export const devStack = "dev";

/**
 * Whether a stack is protected: from `pulumi destroy`, from losing a secret or a binding by a change of the config, and from what a
 * policy only advises against in `dev`. Every other stack is, whatever its name: what runs in `staging` is relied on, too.
 *
 * @param setting what the stack config says, `protect`; undefined when it says nothing, or is not to be believed
 */
export function isProtectedStack(stack: string, setting?: boolean): boolean {
  return setting ?? stack !== devStack;
}
