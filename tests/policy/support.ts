// Runs one policy on declared resources, as the engine does: what a preview does not know throws when it is read.
import {
  unknownCheckingProxy,
  type PolicyResource,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
} from "@pulumi/policy";
import { resetOptions } from "@pulumi/pulumi/runtime/settings.js";
import assert from "node:assert/strict";
import { resourceTypes, unknownValue } from "../../rotation/contract.ts";
import type { IncidentRecord, Ledger, LedgerEntry } from "../../rotation/ledger.ts";

/** Stands in the properties for what a preview does not know. */
export const unknown = unknownValue;

/** The project's name in these tests: of another company than the checkout's. */
export const project = "shop";

/** Tells the pack what the engine tells it: the project's name and the stack's. */
export function nameProject(): void {
  resetOptions(project, "proof", -1, "", "", true, "");
}

/** A resource as a test declares it. */
export interface TestResource {
  type: string;
  name: string;
  props: Record<string, unknown>;
  opts?: Partial<PolicyResource["opts"]>;
  /** Its URN; by default made from the others. */
  urn?: string;
}

// The package declares it without a type.
const proxied = unknownCheckingProxy as (props: object) => Record<string, unknown>;

interface Violation {
  message: string;
  urn?: string | undefined;
}

const options: PolicyResource["opts"] = {
  protect: false,
  ignoreChanges: [],
  aliases: [],
  customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
  additionalSecretOutputs: [],
};

/** The messages of a policy's violations. Throws when it reads what is unknown, as it would not run in a preview then. */
export async function violations(
  policy: ResourceValidationPolicy | StackValidationPolicy,
  resources: readonly TestResource[],
  settings: Record<string, unknown> = {},
): Promise<string[]> {
  nameProject();
  const found: Violation[] = [];
  const report = (message: string, urn?: string): void => {
    found.push({ message, urn });
  };
  const declared = resources.map(({ type, name, props, opts, urn }) => ({
    ...{ type, name, urn: urn ?? urnOf(type, name) },
    props: proxied(props),
    opts: { ...options, ...opts },
    stackTags: new Map<string, string>(),
    ...{ dependencies: [], propertyDependencies: {} },
    isType: () => assert.fail("not of a class that this pack knows"),
    asType: () => assert.fail("not of a class that this pack knows"),
    getConfig: () => settings as never,
    notApplicable: () => assert.fail("the policy calls itself not applicable"),
  }));
  if ("validateResource" in policy) {
    const validate = [policy.validateResource ?? assert.fail("it validates nothing")].flat();
    for (const resource of declared) for (const check of validate) await check(resource, report);
  }
  if ("validateStack" in policy) {
    const stack = { stackTags: new Map<string, string>(), getConfig: () => settings as never };
    await policy.validateStack({ ...stack, resources: declared, notApplicable: () => assert.fail() }, report);
  }
  return found.map(({ message }) => message);
}

/** That a policy reports exactly one violation, and that its message has these parts. */
export async function assertTrips(
  policy: Parameters<typeof violations>[0],
  resources: readonly TestResource[],
  ...parts: string[]
): Promise<void> {
  const messages = await violations(policy, resources);
  assert.equal(messages.length, 1, messages.join("\n") || "no violation");
  for (const part of parts) assert.ok(messages[0]?.includes(part), `${part}\nis not in\n${messages.join("\n")}`);
}

/** That a policy reports nothing. */
export async function assertPasses(
  policy: Parameters<typeof violations>[0],
  resources: readonly TestResource[],
): Promise<void> {
  assert.deepEqual(await violations(policy, resources), []);
}

const prefix = `urn:pulumi:proof::${project}::`;

function urnOf(type: string, name: string): string {
  return `${prefix}${type}::${name}`;
}

/** A version as `VersionedSecret` declares it on its first preview: its value and its fingerprint are not known. */
export function secret(logicalName: string, version: number): TestResource {
  const name = `busflow_${logicalName}_v${version}`;
  const labels = {
    namespace: "busflow",
    secret: logicalName,
    version: String(version),
    class: "swarm-infra",
    owner: "Platform",
  };
  return {
    type: resourceTypes.secret,
    name,
    urn: `${prefix}${resourceTypes.versionedSecret}$${resourceTypes.secret}::${name}`,
    props: {
      name,
      data: unknown,
      labels: [
        { label: "busflow.fingerprint", value: unknown },
        ...Object.entries(labels).map(([label, value]) => ({ label: `busflow.${label}`, value })),
      ],
    },
    opts: {
      ignoreChanges: ["labels"],
      deleteBeforeReplace: false,
      parent: urnOf(resourceTypes.versionedSecret, logicalName),
    },
  };
}

/** A secret's component. */
export function versionedSecret(logicalName: string, props: Record<string, unknown> = {}): TestResource {
  const fields = { secretClass: "swarm-infra", owner: "Platform", cadence: "quarterly", current: 1, retain: [] };
  return { type: resourceTypes.versionedSecret, name: logicalName, props: { ...fields, ...props } };
}

/** How a binding has one secret. */
export function bound(
  logicalName: string,
  version: number,
  props: Record<string, unknown> = {},
): Record<string, unknown> {
  const secretName = `busflow_${logicalName}_v${version}`;
  const fields = {
    version,
    secretName,
    secretId: unknown,
    target: `busflow_${logicalName}`,
    uid: "0",
    gid: "0",
    mode: "0444",
  };
  return { [logicalName]: { ...fields, ...props } };
}

/** A service's binding. */
export function binding(
  name: string,
  secrets: Record<string, unknown>,
  props: Record<string, unknown> = {},
): TestResource {
  const fields = { namespace: "busflow", service: `busflow_${name}`, timeout: 300, wave: 1, onFailure: "stop" };
  const outputs = { serviceId: unknown, replicas: unknown, seconds: unknown, verification: unknown };
  return { type: resourceTypes.binding, name, props: { ...fields, ...outputs, secrets, ...props } };
}

/** A secret's ledger record, as declared before a run: `ledger` is what the Swarm has. */
export function record(logicalName: string, props: Record<string, unknown> = {}): TestResource {
  const fields = { namespace: "busflow", secret: logicalName, current: 1, versions: { 1: unknown }, consumers: [] };
  const others = { verifications: unknown, retentionHours: 72, connections: false, dependants: [] };
  return {
    type: resourceTypes.record,
    name: logicalName,
    props: { ...fields, ...others, since: unknown, verifiedAt: unknown, ...props },
  };
}

/** A resource with one thing changed in its properties. */
export function having(resource: TestResource, change: (props: Record<string, unknown>) => void): TestResource {
  const copy = structuredClone(resource);
  change(copy.props);
  return copy;
}

type EntryChange = { [Key in keyof LedgerEntry]?: LedgerEntry[Key] | undefined };

/** A ledger on the Swarm, whose versions came a day apart: the oldest was added, and became current, on 2026-07-06. */
export function ledger(
  current: number | undefined,
  versions: Record<number, EntryChange>,
  incident?: IncidentRecord,
): Ledger {
  const entries = Object.entries(versions).map(([version, entry], index): [string, LedgerEntry] => {
    const addedAt = new Date(Date.UTC(2026, 6, 6 + index, 9)).toISOString();
    return [version, { addedAt, since: addedAt, ...entry } as LedgerEntry];
  });
  return {
    versions: Object.fromEntries(entries),
    ...(current !== undefined && { current, settledAt: "2026-07-06T10:00:00.000Z", retentionHours: 72 }),
    ...(incident !== undefined && { incident }),
  };
}

/** What a version's entry in a ledger says that never became current. */
export const pending: EntryChange = { since: undefined };

/** What it says of one that is gone. */
export const retired: EntryChange = { retiredAt: "2026-08-01T09:00:00.000Z" };

/** A service as the upstream Docker provider has it. */
export function dockerService(name: string, secrets: unknown): TestResource {
  return {
    type: resourceTypes.service,
    name,
    props: { name, taskSpec: { containerSpec: { image: "busybox", secrets }, placement: unknown } },
  };
}
