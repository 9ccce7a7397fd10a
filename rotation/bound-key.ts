// The keys of a binding's secrets. The key of a secret's first target is the logical name; a further target has a key such as
// `db_writer at TARGET`. So a state from before a secret could have several targets stays valid.

const separator = " at ";

/**
 * The key for one more secret of a binding.
 *
 * @param bound the binding's secrets so far, by their keys
 * @example boundKey({ db_writer: … }, "db_writer", "/srv/db") // "db_writer at /srv/db"
 */
export function boundKey(bound: object, logicalName: string, target: string): string {
  return Object.hasOwn(bound, logicalName) ? `${logicalName}${separator}${target}` : logicalName;
}

/** The logical name of the secret that a key stands for. */
export function logicalNameOf(key: string): string {
  return key.split(separator, 1)[0] ?? key;
}
