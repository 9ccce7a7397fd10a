/** What a mapping itself holds under a key: `constructor` is a name like any other, and every object inherits something of that name. */
export function own<T>(mapping: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return mapping !== undefined && Object.hasOwn(mapping, key) ? mapping[key] : undefined;
}
