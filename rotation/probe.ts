// The kinds of probes: what each replica of a service is asked after a flip, besides that it runs. Times are in seconds.

/** Every kind of probe, by its name. */
export interface Probes {
  healthcheck: HealthcheckProbe;
  http: HttpProbe;
  exec: ExecProbe;
}

export type ProbeKind = keyof Probes;

/** A probe of one of these kinds; of any kind by default. */
export type Probe<Kind extends ProbeKind = ProbeKind> = Probes[Kind];

/** Trusts Swarm's own health check of each task. */
interface HealthcheckProbe {
  kind: "healthcheck";
}

/** Asks each replica over the service's own network. */
interface HttpProbe {
  kind: "http";
  /**
   * The path that is asked for.
   *
   * @default /healthz
   */
  path: string;
  port: number;
  /**
   * The status that the answer has to have.
   *
   * @default 200
   */
  status: number;
  /**
   * The image of the task that asks, with sh and wget or curl in it.
   *
   * @default the service's own image
   */
  image?: string | undefined;
  /**
   * Seconds that a replica has to give that answer.
   *
   * @default 30
   */
  seconds: number;
}

/** Runs a command that uses the new credentials, in a task with the service's own image and secrets. */
interface ExecProbe {
  kind: "exec";
  /** The command, word by word. */
  command: string[];
  /**
   * Seconds that the command may run.
   *
   * @default 30
   */
  seconds: number;
}
