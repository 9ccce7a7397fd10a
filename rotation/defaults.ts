// What the stack config leaves out, and the limits of what it may say: the one place for both.

/** Days of a cadence that is given as a number. */
export const cadenceDays = { min: 1, max: 3650 } as const;

/** What a service's reference to a secret is unless it says otherwise: the Docker CLI's own defaults. */
export const referenceDefaults = { uid: "0", gid: "0", mode: "0444" } as const;

/** Where Swarm puts a secret whose target is a plain file name. */
export const secretsDirectory = "/run/secrets";

/** Seconds that a service has to converge. */
export const timeout = { default: 300, max: 86_400 } as const;

/** What is asked of each replica after a flip, unless the service says otherwise; the time is in seconds. */
export const probeDefaults = { path: "/healthz", status: 200, seconds: { default: 30, max: 3600 } } as const;

/** The wave in which a service is flipped: lower ones come first, so 0 is for a canary. */
export const wave = { default: 1, max: 99 } as const;

/** Hours that the version before the current one is kept once that is verified; only an incident makes it shorter. */
export const retentionHours = { default: 72, max: 8760 } as const;

/** Milliseconds between the discovery of a leak and its revocation at the source, at most. */
export const revocationDeadlineMs = 3_600_000;

/** Characters of a generated value, each of them one byte. */
export const randomLength = { min: 16, max: 4096 } as const;

/**
 * Bytes of `PULUMI_CONFIG`, in which Pulumi hands the whole stack config to a program: Linux takes 128 KiB of one variable, its
 * name, the equals sign and a NUL at the end included.
 */
export const configBytes = { warnFrom: 102_400, max: 131_072 - "PULUMI_CONFIG=".length - 1 } as const;

/**
 * Bytes of a secret's value. The Engine takes 511,999; a value from the stack config has to come to the program first, with all
 * others and about a kilobyte of what declares them, and base64 makes four bytes of three.
 */
export const valueBytes = { min: 1, max: { text: 130_000, base64: 97_500 } } as const;

/** A version is a small count; the limit catches a date or a time stamp. */
export const maxVersion = 9999;

/** Characters of names, as the Engine takes them; a namespace has to leave room for a secret's logical name. */
export const maxLength = { namespace: 32, secretName: 64, serviceName: 63 } as const;

/** Characters of what only people read: who answers for a secret, and what its class is called. */
export const maxWords = { owner: 100, className: 63 } as const;
