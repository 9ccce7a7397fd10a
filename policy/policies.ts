// Every policy of the pack, in the order of docs/policies.md.
import type { Policies } from "@pulumi/policy";
import { approvalsInForce } from "./approvals-in-force.ts";
import { bindingAtomic } from "./binding-atomic.ts";
import { bindingTargetStable } from "./binding-target-stable.ts";
import { composeAgreesWithStack } from "./compose-agrees-with-stack.ts";
import { consumerHealthGated } from "./consumer-health-gated.ts";
import { deterministicAeadAllowList } from "./deterministic-aead-allow-list.ts";
import { guardsKept } from "./guards-kept.ts";
import { incidentRevokedFirst } from "./incident-revoked-first.ts";
import { noDotenv } from "./no-dotenv.ts";
import { noPlaintextAtRest } from "./no-plaintext-at-rest.ts";
import { notLookedAt } from "./not-looked-at.ts";
import { ownerAndCadence } from "./owner-and-cadence.ts";
import { previousVersionRetained } from "./previous-version-retained.ts";
import { rotationOverdue, rotationOverduePastGrace } from "./rotation-overdue.ts";
import { secretNameVersioned } from "./secret-name-versioned.ts";
import { secretNoOverwrite } from "./secret-no-overwrite.ts";
import { secretVersionsMonotonic } from "./secret-versions-monotonic.ts";

export const policies: Policies = [
  secretNameVersioned,
  secretNoOverwrite,
  secretVersionsMonotonic,
  previousVersionRetained,
  bindingAtomic,
  bindingTargetStable,
  noDotenv,
  noPlaintextAtRest,
  consumerHealthGated,
  composeAgreesWithStack,
  incidentRevokedFirst,
  rotationOverdue,
  rotationOverduePastGrace,
  ownerAndCadence,
  deterministicAeadAllowList,
  guardsKept,
  approvalsInForce,
  notLookedAt,
];
