// The versions that compose files pin.

/** Finds a secret's name on the Swarm in the text of a compose file, and no longer name that it is a part of. */
export function pinPattern(secretName: string): RegExp {
  return new RegExp(`(?<![\\w.-])${RegExp.escape(secretName)}(?![\\w.-])`, "g");
}

/**
 * The text of a compose file in which a secret's pins are moved from one version to another: names of the version, and variables that
 * have it as their default, such as `busflow_db_writer_v${DB_WRITER:-5}`.
 *
 * @param unversioned the part of the secret's names that is the same for every version: `busflow_db_writer`
 */
export function movedPins(text: string, unversioned: string, from: number, to: number): string {
  const withDefault = new RegExp(`((?<![\\w.-])${RegExp.escape(unversioned)}_v\\$\\{\\w+:?-)${from}(?=\\})`, "g");
  return text
    .replaceAll(pinPattern(`${unversioned}_v${from}`), `${unversioned}_v${to}`)
    .replaceAll(withDefault, `$1${to}`);
}
