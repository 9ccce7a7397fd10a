// Bugs to be found: each breaks one invariant, at a seam between the program's parts and the engine that calls them.
import type Docker from "dockerode";
import type { BindingState } from "../../rotation/service-secret-binding.ts";
import type { RecordState } from "../../rotation/rotation-record.ts";
import { hookNames, resourceTypes } from "../../rotation/contract.ts";
import { parseMode } from "../../rotation/mode.ts";
import { typeOf } from "../../rotation/urn.ts";
import { connect } from "../../swarm/engine/client.ts";
import { toEngine } from "../../swarm/engine/references.ts";
import { changeLedger } from "../../swarm/ledger/store.ts";
import type { ProviderCalls, Seams } from "./fake-pulumi.ts";
import { changeSpec } from "./ground.ts";
import type { Step } from "./steps.ts";
import type { Invariant } from "./watcher.ts";

export type BugName =
  "puts back what is revoked" | "skips the proof of non-use" | "keeps an old settledAt" | "ignores what is live";

interface Bug {
  /** Makes a fresh one for each sequence; the engine is the fake's. */
  seams: (engine: Docker) => Seams;
  /** The invariant that it breaks. */
  breaks: Invariant;
  /** The steps among which it shows: so it is found soon. */
  among: readonly Step["do"][];
}

export const bugs: Record<BugName, Bug> = {
  "puts back what is revoked": {
    seams: (engine) => ({ provider: (provider) => putsBack(provider, engine) }),
    breaks: "no-return",
    among: ["rotate", "incident", "close incident", "up"],
  },
  "skips the proof of non-use": {
    seams: () => ({
      hooks: (hooks) => {
        hooks.set(hookNames.beforeDelete, () => undefined);
      },
    }),
    breaks: "no-loss",
    among: ["rotate", "retire", "incident", "up", "wait"],
  },
  "keeps an old settledAt": {
    seams: () => ({ provider: keepsSettledAt }),
    breaks: "way-back",
    among: ["rotate", "retire", "wait"],
  },
  "ignores what is live": {
    seams: () => ({ provider: ignoresLive }),
    breaks: "green-is-live",
    among: ["rotate", "up", "preview", "put back by hand", "stack deploy", "service rollback"],
  },
};

const isBinding = (urn: string): boolean => typeOf(urn) === resourceTypes.binding;

/** After a failure every service of the run goes back to what the state says, whatever an incident says of that. */
function putsBack(provider: ProviderCalls, engine: Docker): ProviderCalls {
  const flipped: BindingState[] = [];
  return {
    ...provider,
    update: async (id, urn, olds, news) => {
      try {
        const done = await provider.update(id, urn, olds, news);
        if (isBinding(urn)) flipped.push(olds as BindingState);
        return done;
      } catch (error) {
        for (const { service, secrets } of flipped) {
          const references = Object.values(secrets).map((bound) => toEngine({ ...bound, mode: parseMode(bound.mode) }));
          await changeSpec({ engine }, service, (spec) => {
            spec.TaskTemplate.ContainerSpec.Secrets = references;
            return spec;
          });
        }
        throw error;
      }
    },
  };
}

/** A record that has said once when its secret was settled says so for ever. */
function keepsSettledAt(provider: ProviderCalls): ProviderCalls {
  return {
    ...provider,
    update: async (id, urn, olds, news) => {
      const done = await provider.update(id, urn, olds, news);
      const { ledger, namespace, secret } = olds as RecordState;
      if (isBinding(urn) || ledger.settledAt === undefined) return done;
      const { settledAt } = ledger;
      const { engine } = await connect();
      const kept = await changeLedger(engine, { namespace, logicalName: secret }, (known) => ({ ...known, settledAt }));
      return { outs: { ...(done.outs as RecordState), ledger: kept } };
    },
  };
}

/** A diff that compares what is declared with the state and with nothing else: it is not told what is live. */
function ignoresLive(provider: ProviderCalls): ProviderCalls {
  return {
    ...provider,
    check: (urn, olds, news) => {
      const told = Object.entries(news as object).filter(([name]) => name !== "live");
      return provider.check(urn, olds, Object.fromEntries(told));
    },
  };
}
