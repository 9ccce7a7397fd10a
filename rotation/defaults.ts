// The defaults for what the stack config leaves out, and the limits of what it may say. They stand here and nowhere else.

/** The limits of a cadence that is given as a number of days. */
export const cadenceDays = { min: 1, max: 3650 } as const;

/** The owner, group and mode of a secret's file unless the service's entry says otherwise. The Docker CLI has the same defaults. */
export const referenceDefaults = { uid: "0", gid: "0", mode: "0444" } as const;

/** The directory in which Swarm puts a secret whose target is a plain file name. */
export const secretsDirectory = "/run/secrets";

/** Seconds that a service has to converge after an update. */
export const timeout = { default: 300, max: 86_400 } as const;

/** What each replica is asked after a flip unless the service's probe says otherwise, and how many seconds the replica has to answer. */
export const probeDefaults = { path: "/healthz", status: 200, seconds: { default: 30, max: 3600 } } as const;

/** The wave in which a service is flipped. Lower waves come first, so 0 is for a canary. */
export const wave = { default: 1, max: 99 } as const;

/** Hours that the version before the current one is kept after the current one was verified. Only an incident makes them fewer. */
export const retentionHours = { default: 72, max: 8760 } as const;

/** The most milliseconds that may pass between the discovery of a leak and its revocation at the source. */
export const revocationDeadlineMs = 3_600_000;

/** Hours that an incident may stay declared after it is over; the pack may have another number. */
export const incidentGraceHours = 24;

/** The length of a generated value in characters, each of them one byte. */
export const randomLength = { min: 16, max: 4096 } as const;

/**
 * The size of `PULUMI_CONFIG` in bytes. Pulumi hands the whole stack config to a program in this variable, and Linux takes 128 KiB
 * for one variable: its name, the equals sign and the NUL at the end are included in that.
 */
export const configBytes = { warnFrom: 102_400, max: 131_072 - "PULUMI_CONFIG=".length - 1 } as const;

/**
 * The size of a secret's value in bytes. The Engine takes 511,999, but a value from the stack config has to reach the program
 * first, together with all others and about a kilobyte of what declares them. Base64 makes four bytes of three.
 */
export const valueBytes = { min: 1, max: { text: 130_000, base64: 97_500 } } as const;

/** The highest number of a version. A version is a small count: the limit catches a date or a time stamp. */
export const maxVersion = 9999;

/** The most characters that the Engine takes in a name. A namespace may have fewer, to leave room for a secret's logical name. */
export const maxLength = { namespace: 32, secretName: 64, serviceName: 63 } as const;

/** The most characters of texts that only people read: who answers for a secret, and what its class is called. */
export const maxTextLength = { owner: 100, className: 63 } as const;
