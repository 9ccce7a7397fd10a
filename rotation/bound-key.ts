// The keys of a binding's secrets: a logical name; of one secret's further targets `db_writer at TARGET`, so that a state from before
// they came stays valid.

const separator = " at ";

/**
 * The key for one more secret of a binding.
 *
 * @param bound those that it has so far
 */
export function boundKey(bound: object, logicalName: string, target: string): string {
  return Object.hasOwn(bound, logicalName) ? `${logicalName}${separator}${target}` : logicalName;
}

/** The secret that a key stands for. */
export function logicalNameOf(key: string): string {
  return key.split(separator, 1)[0] ?? key;
}
