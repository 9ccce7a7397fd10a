/** The exit codes of all commands of `secrets`. Words that a command does not know have 2. */
export const exitCodes = {
  /** Something needs a person. */
  attention: 1,
  /** The Swarm or the stack cannot be read. */
  unreadable: 3,
} as const;

/** The sentence about them in a command's help. */
export const exitCodeHelp =
  "Exit code: 0 all is well, 1 something needs a person, 2 called wrongly, 3 the Swarm or the stack cannot be read.";
