// Groups: which secrets are rotated together. Two secrets with connections, such as a writer's and a reader's password of one
// database, are a group by default when one service has both: it must not run on the new one of one and the old one of the other.

/** What a secret has for its group when the stack config says that it is rotated by itself. */
export const noGroup = "none";

/** What decides a secret's group. */
export interface Groupable {
  readonly logicalName: string;
  readonly class: string | undefined;
  /** Whether connections are made with the secret: its class says so. */
  readonly connections: boolean;
  /** The group that is declared, or {@link noGroup}; undefined when nothing is. */
  readonly group: string | undefined;
}

/**
 * The groups that hold. A declared group is kept. Secrets without one, of the same class with connections, that a service has
 * together are in one group, and so are those that are linked by several services: when one service has a and b and another one has
 * b and c, none of the three can move alone. Such secrets join a declared group when a service has one of them together with a secret
 * of it, of the same class: to declare the group of one secret of a pair does not part the pair.
 *
 * @param together for each service the logical names of the secrets that it has
 * @returns the group of each secret that is in one, by logical name
 */
export function effectiveGroups(
  secrets: readonly Groupable[],
  together: Iterable<readonly string[]>,
): Map<string, string> {
  const linked = secrets.filter(({ connections, group }) => connections && group !== noGroup);
  const neighbours = neighboursOf(linked, [...together]);
  const groups = new Map<string, string>();
  for (const { logicalName, group } of secrets) {
    if (group !== undefined && group !== noGroup) groups.set(logicalName, group);
  }
  const declared = new Map(groups);
  for (const { logicalName, class: className = "" } of linked) {
    if (groups.has(logicalName)) continue;
    const found = [...reachable(logicalName, neighbours, declared)];
    const members = found.filter((other) => !declared.has(other));
    const [group] = found.flatMap((other) => declared.get(other) ?? []).sort();
    if (group === undefined && members.length < 2) continue;
    for (const member of members) groups.set(member, group ?? defaultGroup(className));
  }
  return groups;
}

/** The name of a group that nobody declared. No declared group has such a name. */
function defaultGroup(className: string): string {
  return `${className} (default)`;
}

/** The secrets of the same class that some service has together with each secret. */
function neighboursOf(
  secrets: readonly Groupable[],
  together: readonly (readonly string[])[],
): Map<string, Set<string>> {
  const neighbours = new Map(secrets.map(({ logicalName }) => [logicalName, new Set<string>()]));
  for (const names of together) {
    const present = secrets.filter(({ logicalName }) => names.includes(logicalName));
    for (const one of present) {
      for (const other of present) {
        if (one !== other && one.class === other.class) neighbours.get(one.logicalName)?.add(other.logicalName);
      }
    }
  }
  return neighbours;
}

/** A secret, what it is linked with over secrets without a declared group, and the declared ones that these are linked with. */
function reachable(
  from: string,
  neighbours: ReadonlyMap<string, ReadonlySet<string>>,
  declared: ReadonlyMap<string, string>,
): Set<string> {
  const found = new Set([from]);
  // A set that grows while it is gone through is gone through to its new end.
  for (const name of found) {
    if (declared.has(name)) continue;
    for (const neighbour of neighbours.get(name) ?? []) found.add(neighbour);
  }
  return found;
}
