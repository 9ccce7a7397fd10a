// What is asked of a service after a flip, one entry a kind. Times are in seconds.

/** Every kind of probe, by its name. */
export interface Probes {
  healthcheck: HealthcheckProbe;
  http: HttpProbe;
  exec: ExecProbe;
}

export type ProbeKind = keyof Probes;

/** What is asked of a service after a flip; all kinds by default. */
export type Probe<Kind extends ProbeKind = ProbeKind> = Probes[Kind];

/** Trusts Swarm's own health check of each task. */
interface HealthcheckProbe {
  kind: "healthcheck";
}

/** Asks each replica over the service's own network. */
interface HttpProbe {
  kind: "http";
  /** `/healthz` */
  path: string;
  port: number;
  /** The answer's status. */
  status: number;
  /** What asks, with sh and wget or curl; undefined for the service's own image. */
  image?: string | undefined;
  /** How long a replica has to answer so. */
  seconds: number;
}

/** Runs a command that uses the new credentials, in a task with the service's own image and secrets. */
interface ExecProbe {
  kind: "exec";
  /** The command, word by word. */
  command: string[];
  /** How long it may run. */
  seconds: number;
}
