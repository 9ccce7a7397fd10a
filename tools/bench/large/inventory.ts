// The large inventory: each service has two secrets, and each secret one service.

/** A logical name, of letters alone: aaa, aab, … */
export function secretName(index: number): string {
  return [676, 26, 1].map((place) => String.fromCharCode(97 + (Math.floor(index / place) % 26))).join("");
}

export function serviceName(index: number): string {
  return `s${index}`;
}

/** The numbers of a service's secrets. */
export function secretsOf(service: number): [number, number] {
  return [2 * service, 2 * service + 1];
}

/** The number of a secret's service. */
export function serviceOf(secret: number): number {
  return Math.floor(secret / 2);
}

/** How many characters a generated value has. */
export const valueLength = 32;
