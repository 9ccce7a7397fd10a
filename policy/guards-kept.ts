// Refuses what weakens the stack's guards, unless a reviewer has approved it. The guards that the config now has are compared with those
// that the state has from the last run, and in CI with those of the base branch. They are read from the config, as the engine hands it to
// the pack, and not from what the program declares: a pull request may change the program.
import type { PolicyResource, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { getStack } from "@pulumi/pulumi/runtime/settings.js";
import { existsSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { guardsOf } from "../inventory/guards.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { resourceTypes } from "../rotation/contract.ts";
import { weakening, type Guards, type Weakening } from "../rotation/guards.ts";
import { isProtectedStack } from "../rotation/protection.ts";
import type { stackSwarmInputs, stackSwarmPast } from "../rotation/stack-swarm.ts";
import { standingWeaknesses, weakenings } from "../rotation/weakenings.ts";
import { readApprovals, weakeningFindings } from "./approvals.ts";
import { baseOf } from "./base.ts";
import { resourcePolicy, stackPolicy, type Report } from "./define.ts";
import { baseSetting, projectRoot, rootSetting } from "./project-root.ts";
import { ifKnown, whole, type PropertiesOf } from "./properties.ts";
import { ofType, recordOf, type Declared } from "./resources.ts";
import { configuredInventory } from "./stack-config.ts";

const settings = z.object({
  ...rootSetting,
  ...baseSetting,
});

type Settings = z.output<typeof settings>;

const about = {
  name: "guards-kept",
  description:
    "Checks whether what guards the stack is as strong as after the last run and on the base branch, unless a reviewer has approved what is weaker.",
  severity: "critical",
  section: "weakening-a-guard",
  settings,
} as const;

/** How old a look at the state may be that belongs to this run. The provider looks right before the policies do. */
const recentMs = 60_000;

const ofResource = resourcePolicy(about, ({ type, props }, report, given) => {
  if (type !== resourceTypes.stackSwarm) return;
  const declared = ifKnown(() => whole((props as StackSwarmProps).guards));
  const inventory = inventoryNow(report, given);
  const after = inventory === undefined ? declared : guardsOf(inventory, getStack());
  if (after !== undefined) judge(after, [stateGuards({ props }, declared, after), baseGuards(given)], report, given);
});

const ofStack = stackPolicy(about, (resources, report, given) => {
  if (given.base === undefined) return;
  // Another program need not declare what the first rule looks at.
  const isJudged = ofType(resources, resourceTypes.stackSwarm).length > 0;
  const inventory = isJudged ? configuredInventory() : inventoryNow(report, given);
  if (inventory === undefined) return;
  if (!isJudged) judge(guardsOf(inventory, getStack()), [baseGuards(given)], report, given);
  const withdrawn = withdrawnIncidents(baseOf(given.base, getStack()).inventory, inventory, resources);
  for (const finding of weakeningFindings(withdrawn, readApprovals())) report(finding);
});

/**
 * The rule on the resource that is declared before all others stops an `up` without a preview before it changes anything, and before the
 * state has the weaker guards.
 */
export const guardsKept: ResourceValidationPolicy & StackValidationPolicy = { ...ofResource, ...ofStack };

type StackSwarmProps = PropertiesOf<typeof stackSwarmInputs & typeof stackSwarmPast>;

function judge(after: Guards, pasts: (Guards | undefined)[], report: Report, { root }: Settings): void {
  // A compose file that is gone from the project deploys nothing.
  const isThere = (file: string): boolean => existsSync(path.join(root ?? projectRoot(), file));
  const found = pasts
    .filter((before) => before !== undefined)
    .flatMap((before) => weakenings({ ...before, composeFiles: before.composeFiles.filter(isThere) }, after));
  const standing = standingWeaknesses(after, isProtectedStack(getStack()));
  for (const finding of weakeningFindings([...standing, ...found], readApprovals())) report(finding);
}

/** The inventory of the config. Where it is to be compared with the base's, one that this pack cannot read is reported. */
function inventoryNow(report: Report, { base }: Settings): Inventory | undefined {
  const inventory = configuredInventory();
  if (inventory !== undefined || base === undefined) return inventory;
  const problem =
    "The stack config has what this pack does not know or refuses, so its guards cannot be compared with the base's.";
  const remedy =
    "Correct what the program says of it. When the program is to understand more, change that first, and then the config.";
  report({ code: "cannot-look", problem, remedy });
  return undefined;
}

/** The guards that the state has from the last run; undefined when it has none, or the same ones. */
function stateGuards(
  { props }: Pick<Declared, "props">,
  declared: Guards | undefined,
  after: Guards,
): Guards | undefined {
  // With `--target` the engine repeats what the last run was declared with: that is what the state has.
  if (declared !== undefined && !isDeepStrictEqual(declared, after)) return declared;
  const former = ifKnown(() => whole((props as StackSwarmProps).formerGuards));
  return former !== undefined && Date.now() - Date.parse(former.seenAt) < recentMs ? former.guards : undefined;
}

function baseGuards({ base }: Settings): Guards | undefined {
  const inventory = base === undefined ? undefined : baseOf(base, getStack()).inventory;
  return inventory && guardsOf(inventory, getStack());
}

/** Finds the incidents that the base has, and that leave the config before any run has dealt with them. */
function withdrawnIncidents(
  before: Inventory | undefined,
  after: Inventory,
  resources: readonly PolicyResource[],
): Weakening[] {
  const records = ofType(resources, resourceTypes.record).map(recordOf);
  return (before?.secrets ?? []).flatMap(({ logicalName, incident }) => {
    const now = after.secrets.find((secret) => secret.logicalName === logicalName);
    const ledger = records.find((record) => record?.logicalName === logicalName)?.ledger;
    if (incident === undefined || now === undefined || now.incident !== undefined || ledger === undefined) return [];
    const { ticket } = incident;
    // From then on the program's own rules see to it that it is brought to its end.
    const isOnRecord =
      ledger.incident?.ticket === ticket ||
      Object.values(ledger.versions).some(({ revokedBy }) => revokedBy === ticket);
    const effect = "What has leaked is then rotated like anything else, and kept as the way back.";
    return isOnRecord ? [] : [weakening(["secrets", logicalName, "incident"], ticket, undefined, effect)];
  });
}
