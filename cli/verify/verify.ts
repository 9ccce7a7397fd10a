// Whether services run on what is declared at this moment, by the rules that make a flip verified.
import { declaredSecrets, type Service } from "../../inventory/services.ts";
import { ofSecrets } from "../../rotation/bound.ts";
import { references } from "../../rotation/bound-secrets.ts";
import { formatSecretName } from "../../rotation/secret-name.ts";
import type { Connection } from "../../swarm/engine/client.ts";
import { unproven } from "../../swarm/flip/proof.ts";
import { liveReplicas } from "../../swarm/look/standing.ts";
import { behaviourOf } from "../../swarm/probes/kinds.ts";
import { onRecord } from "../drift/on-record.ts";
import { notStanding } from "../drift/standing.ts";
import type { Reading } from "../reading.ts";

/** What was seen of one service. */
export interface ServiceProof {
  /** Its key in the stack config. */
  readonly name: string;
  readonly serviceName: string;
  /** The declared version of each secret that it was looked at for, by logical name. */
  readonly secrets: Readonly<Record<string, number>>;
  readonly verified: boolean;
  /** How many of its tasks run. */
  readonly running: number;
  /** How many should. */
  readonly wanted: number;
  /** What each replica was asked, such as `/healthz:8080`; left out where no probe is declared, or it was not asked. */
  readonly probe?: string;
  /** Why it is not verified: "runs db_reader v1, declared v2"; empty when it is. */
  readonly problems: readonly string[];
}

/** Probes take seconds and make a task each: so many services are looked at at once. */
const atOnce = 10;

/**
 * Looks at every service that has one of some secrets.
 *
 * @param names the secrets' logical names
 * @param isProbed whether the declared probes are run, too
 * @throws SwarmError `unreachable` when the Engine goes away meanwhile
 */
export async function* proofs(
  connection: Connection,
  reading: Reading,
  names: readonly string[],
  isProbed: boolean,
): AsyncGenerator<ServiceProof, undefined> {
  const asked = new Set(names);
  const services = reading.inventory.services
    .map((service) => ({ ...service, secrets: service.secrets.filter(({ logicalName }) => asked.has(logicalName)) }))
    .filter(({ secrets }) => secrets.length > 0);
  const standing = notStanding(reading).filter(({ secret }) => secret === undefined || asked.has(secret));
  const lingering = onRecord(reading).filter(({ kind }) => kind === "LINGERING");
  for (let first = 0; first < services.length; first += atOnce) {
    const some = services.slice(first, first + atOnce).map(async (service) => {
      const own = standing.filter(({ subject }) => subject === service.serviceName);
      const left = lingering.filter(({ secret }) => service.secrets.some(({ logicalName }) => logicalName === secret));
      const problems = [...own, ...left].map(({ problem }) => problem);
      return await proofOf(connection, reading, service, problems, isProbed);
    });
    yield* await Promise.all(some);
  }
  return undefined;
}

async function proofOf(
  connection: Connection,
  { inventory: { namespace, secrets: declared }, standing }: Reading,
  service: Service,
  problems: readonly string[],
  isProbed: boolean,
): Promise<ServiceProof> {
  const { name, serviceName, probe } = service;
  const versions = new Map(declared.map(({ logicalName, current }) => [logicalName, current]));
  const bound = declaredSecrets(service, (logicalName) => {
    const version = versions.get(logicalName) ?? 0;
    const secretName = formatSecretName(namespace, logicalName, version);
    return { version, name: secretName, id: standing.secrets.get(secretName)?.id ?? "" };
  });
  const names = [...new Set(service.secrets.map(({ logicalName }) => logicalName))];
  const seen = {
    ...{ name, serviceName, ...liveReplicas(standing, serviceName) },
    secrets: Object.fromEntries(names.map((logicalName) => [logicalName, versions.get(logicalName) ?? 0])),
  };
  const live = standing.services.find(({ Spec }) => Spec.Name === serviceName);
  if (live === undefined) return { ...seen, verified: false, problems: ["is not on the Swarm"] };
  if (problems.length > 0) return { ...seen, verified: false, problems };
  const asks = isProbed ? probe : undefined;
  const problem = await unproven(connection, {
    service: live,
    tasks: standing.tasks.filter(({ ServiceID }) => ServiceID === live.ID),
    ...{ desired: references(bound), owns: ofSecrets(namespace, names), probe: asks },
  });
  return {
    ...seen,
    verified: problem === undefined,
    ...(asks !== undefined && { probe: behaviourOf(asks).describe(asks) }),
    problems: problem === undefined ? [] : [problem],
  };
}
