/**
 * What a mapping itself holds under a key, and never what it inherits. A service may be called `constructor`, and every object
 * inherits something of that name.
 */
export function own<T>(mapping: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return mapping !== undefined && Object.hasOwn(mapping, key) ? mapping[key] : undefined;
}
