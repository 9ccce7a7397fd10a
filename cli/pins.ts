/** Finds a secret's name on the Swarm in the text of a compose file, and no longer name that it is a part of. */
export function pinPattern(secretName: string): RegExp {
  return new RegExp(`(?<![\\w.-])${RegExp.escape(secretName)}(?![\\w.-])`, "g");
}
