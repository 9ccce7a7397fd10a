// Which stacks are protected because others rely on them. The program and the policies ask here, so that both are careful with the
// same stacks.

/** The stack for trying things out: the only one that is not protected by default. */
export const devStack = "dev";

/**
 * Whether a stack is protected: from `pulumi destroy`, from losing a secret or a binding by a change of the config, and from what a
 * policy only advises against in `dev`. By default every stack but `dev` is, whatever its name: others rely on `staging`, too.
 *
 * @param setting `protect` in the stack config; undefined when it is left out, or does not count because a pull request could
 *   change it
 */
export function isProtectedStack(stack: string, setting?: boolean): boolean {
  return setting ?? stack !== devStack;
}
