// The stack config, parsed. It enters the program through here only.
import { maxLength, retentionHours as hours } from "../rotation/defaults.ts";
import { effectiveGroups } from "../rotation/groups.ts";
import { isNamespace } from "../rotation/secret-name.ts";
import { parseClasses, type SecretClasses } from "./classes.ts";
import { parseComposeFiles } from "./compose-files.ts";
import { resolveDependants } from "./dependants.ts";
import { isMapping, unexpected, unknownKey } from "./fields.ts";
import { parseNotices, type Notices } from "./notices.ts";
import { InventoryError, type Problem } from "./problems.ts";
import { checkReleases } from "./releases.ts";
import { parseRequireSwarm } from "./require-swarm.ts";
import { secretSchema } from "./schema.ts";
import { parseSecret, type Secret } from "./secrets.ts";
import { parseServices, type Service } from "./services.ts";
import { parseSwarm } from "./swarm-name.ts";
import { parseTenantColumns, type TenantColumn } from "./tenant-columns.ts";

/** What the stack declares, sorted and with defaults filled in, so that the same config always gives the same inventory. */
export interface Inventory {
  /** The first part of all secret names: `busflow`. */
  readonly namespace: string;
  /** Sorted by name. */
  readonly classes: SecretClasses;
  /** Hours that the version before the current one is kept, unless its class says otherwise. */
  readonly retentionHours: number;
  /** Sorted by logical name. */
  readonly secrets: readonly Secret[];
  /** Sorted by name. */
  readonly services: readonly Service[];
  /**
   * Whether the stack is protected from `pulumi destroy` and from losing a ledger or a binding; undefined when the config does not
   * say so.
   *
   * @default true for every stack but `dev`; see `isProtectedStack`
   */
  readonly protect: boolean | undefined;
  /**
   * Whether a preview has to reach the Swarm; undefined when the config does not say so.
   *
   * @default true outside of CI; see `requiresSwarm`
   */
  readonly requireSwarm: boolean | undefined;
  /**
   * The ID of the Swarm that the stack belongs to from now on; undefined when the config names none, for then the stack stays with
   * its Swarm.
   */
  readonly swarm: string | undefined;
  /** The compose files that the services are deployed from: paths relative to the project's folder, sorted. */
  readonly composeFiles: readonly string[];
  /** The encrypted columns of tenants' data, sorted by table and column. */
  readonly tenantColumns: readonly TenantColumn[];
  /** Who is told of what. */
  readonly notices: Notices;
}

/** The project's config keys, without the project's prefix. */
const configKeys = [
  "namespace",
  "classes",
  "secrets",
  "services",
  "values",
  "retention",
  "protect",
  "requireSwarm",
  "swarm",
  "fingerprintKey",
  "composeFiles",
  "tenantColumns",
  "notices",
];

/**
 * Parses the stack config.
 *
 * @param config what stands under each of the project's keys, by the key without its prefix. `values` and `fingerprintKey` may be
 *   left out: `parseValues` and `parseFingerprintKey` look at them
 * @throws InventoryError with everything that is wrong, each with its path in the YAML and what to do
 */
export function parseInventory(config: Readonly<Record<string, unknown>>): Inventory {
  const problems: Problem[] = Object.keys(config)
    .filter((key) => !configKeys.includes(key))
    .map((key) => unknownKey([key], key, configKeys));
  const namespace = parseNamespace(config["namespace"], problems);
  const secretEntries = parseMapping(
    config,
    "secrets",
    "{ db_writer: { class: infrastructure, current: 1 } }",
    problems,
  );
  // A config without secrets needs no classes.
  const isEmpty = config["classes"] === undefined && secretEntries.length === 0;
  const classes: SecretClasses = isEmpty ? new Map() : parseClasses(config["classes"], problems);
  const serviceEntries = parseMapping(config, "services", "{ api: { secrets: [db_writer] } }", problems);
  const logicalNames = secretEntries.map(([logicalName]) => logicalName);
  const retentionHours = parseRetention(config["retention"], problems);
  const schema = secretSchema([...classes.keys()]);
  const surroundings = { namespace, classes, schema, retentionHours };
  const secrets = secretEntries.map(([logicalName, entry]) => parseSecret(logicalName, entry, surroundings, problems));
  const services = parseServices(serviceEntries, { namespace, logicalNames }, problems);
  const protect = parseProtect(config["protect"], problems);
  const requireSwarm = parseRequireSwarm(config["requireSwarm"], problems);
  const swarm = parseSwarm(config["swarm"], problems);
  const composeFiles = parseComposeFiles(config["composeFiles"], problems);
  const tenantColumns = parseTenantColumns(config["tenantColumns"], problems);
  const notices = parseNotices(config["notices"], problems);
  const known = secrets.filter((secret) => secret !== undefined);
  const whole = resolveDependants(withGroups(known, services), services, problems);
  problems.push(...checkReleases(whole, services));
  if (problems.length > 0 || namespace === undefined) throw new InventoryError(problems);
  const stack = { protect, requireSwarm, swarm, composeFiles, tenantColumns, notices };
  return { namespace, classes, retentionHours, secrets: whole, services, ...stack };
}

/** The secrets with the groups that hold: declared ones and those by default. */
function withGroups(secrets: readonly Secret[], services: readonly Service[]): Secret[] {
  const together = services.map((service) => service.secrets.map(({ logicalName }) => logicalName));
  const groups = effectiveGroups(secrets, together);
  return secrets.map((secret) => ({ ...secret, group: groups.get(secret.logicalName) ?? secret.group }));
}

function parseRetention(retention: unknown, problems: Problem[]): number {
  const { default: shortest, max } = hours;
  if (retention === undefined) return shortest;
  const given = /^\d{1,4}$/.test(scalarText(retention)) ? Number(retention) : 0;
  if (given >= shortest && given <= max) return given;
  const what = `a whole number of hours from ${shortest} to ${max}: only an incident ends the retention sooner`;
  problems.push(unexpected(["retention"], retention, what));
  return shortest;
}

function parseProtect(protect: unknown, problems: Problem[]): boolean | undefined {
  if (protect === undefined) return undefined;
  const text = scalarText(protect);
  if (text === "true" || text === "false") return text === "true";
  problems.push(unexpected(["protect"], protect, "true or false"));
  return undefined;
}

/** The text of a setting that is neither a mapping nor a list: right under a key Pulumi gives such a setting as text. */
function scalarText(part: unknown): string {
  return typeof part === "string" || typeof part === "number" || typeof part === "boolean" ? String(part) : "";
}

function parseNamespace(namespace: unknown, problems: Problem[]): string | undefined {
  if (typeof namespace === "string" && isNamespace(namespace)) return namespace;
  const what = `a name of at most ${maxLength.namespace} lower-case letters, digits and single hyphens or underscores, a letter first, such as shop`;
  problems.push(unexpected(["namespace"], namespace, what));
  return undefined;
}

/** The entries of a mapping, sorted by key. */
function parseMapping(
  config: Readonly<Record<string, unknown>>,
  key: string,
  example: string,
  problems: Problem[],
): [string, unknown][] {
  const mapping = config[key];
  if (isMapping(mapping)) return Object.entries(mapping).toSorted(([a], [b]) => (a < b ? -1 : 1));
  problems.push(unexpected([key], mapping, `a mapping such as ${example}`));
  return [];
}
