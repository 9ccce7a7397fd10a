// The kinds of probe: what each checks before a flip, how it is run afterwards, and what it is called for a person.
import type { Probe, ProbeKind } from "../../rotation/probe.ts";
import type { Engine } from "../engine/engine.ts";
import type { Patience } from "../engine/patience.ts";
import { probeExec } from "./exec.ts";
import { noOverlay } from "./failures.ts";
import { checkHealthcheck, probeHealthcheck } from "./healthcheck.ts";
import { findOverlay, probeHttp } from "./http.ts";
import type { ProbeRun } from "./run.ts";
import type { ProbedSpec } from "./spec.ts";

interface ProbeBehaviour<Kind extends ProbeKind> {
  /** Throws a SwarmError `bad-probe` where it is known beforehand that the probe cannot be run on a service. */
  readonly check: (engine: Engine, spec: ProbedSpec, patience: Patience) => Promise<void>;
  /** Throws a SwarmError `probe-failed` when something does not pass. */
  readonly run: (run: ProbeRun, probe: Probe<Kind>) => Promise<void>;
  /** "/healthz:8080", to be read after "probe". */
  readonly describe: (probe: Probe<Kind>) => string;
}

const kinds: { readonly [Kind in ProbeKind]: ProbeBehaviour<Kind> } = {
  healthcheck: {
    check: checkHealthcheck,
    run: probeHealthcheck,
    describe: ({ kind }) => kind,
  },
  http: {
    check: async (engine, spec, patience) => {
      if ((await findOverlay(engine, spec, patience)) === undefined) throw noOverlay(spec.Name);
    },
    run: probeHttp,
    describe: ({ path, port }) => `${path}:${port}`,
  },
  exec: {
    // Nothing can be checked beforehand: whether the image has the command shows only when it runs.
    check: () => Promise.resolve(),
    run: probeExec,
    describe: ({ kind }) => kind,
  },
};

/** How the probes of a kind behave. */
export function behaviourOf<Kind extends ProbeKind>({ kind }: { kind: Kind }): ProbeBehaviour<Kind> {
  return kinds[kind];
}
