// Reads the compose files that the stack config names: which secrets a file pins for which services, and what makes Swarm watch a
// service.
import { readFileSync } from "node:fs";
import path from "node:path";
import { LineCounter, parseDocument, type Document } from "yaml";
import { z } from "zod";
import { UserError } from "../../rotation/user-error.ts";
import type { InventoryCode, Problem } from "../problems.ts";
import { interpolate, type Interpolated } from "./interpolation.ts";

/** One compose file. */
export interface ComposeFile {
  /** The file's path from the project's folder. */
  readonly file: string;
  readonly services: readonly ComposeService[];
  /** The secrets of the Swarm that the file names, each once. */
  readonly pins: readonly Pin[];
  /** The other files that it takes in, as it names them. */
  readonly includes: readonly string[];
}

/** A secret of the Swarm that a compose file names. */
export interface Pin {
  /** The place in the file: `secrets.db_writer.name`. */
  readonly at: string;
  /** The line on which the name stands, counted from 1; left out where that is not known. */
  readonly line?: number;
  /** The secret's name on the Swarm. */
  readonly name: Interpolated;
  /** The keys of the services that use it. */
  readonly services: readonly string[];
}

/** What is read of a service in a compose file. */
export interface ComposeService extends z.output<typeof serviceSchema> {
  /** The service's key in the file. */
  readonly key: string;
}

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const reference = z.union([z.string(), z.object({ source: z.string() }).transform(({ source }) => source)]);

const serviceSchema = z.object({
  extends: z.unknown().optional(),
  secrets: z.array(reference).nullish(),
  healthcheck: z.object({ test: z.unknown().optional(), disable: scalar.nullish() }).nullish(),
  deploy: z
    .object({
      mode: scalar.nullish(),
      update_config: z.object({ failure_action: scalar.nullish(), monitor: scalar.nullish() }).nullish(),
    })
    .nullish(),
});

const secretSchema = z.object({
  name: z.string().nullish(),
  // In versions of the format before 3.5 the name stands inside `external`.
  external: z.union([z.boolean(), z.string(), z.object({ name: z.string().nullish() })]).nullish(),
});

const composeSchema = z.object({
  services: z.record(z.string(), serviceSchema.nullable()).nullish(),
  secrets: z.record(z.string(), secretSchema.nullable()).nullish(),
  include: z.unknown().optional(),
});

/**
 * Reads the compose files that the stack config names, and those that these take in by `include:` or `extends:`. A file that cannot be
 * read is reported and left out.
 *
 * @param folder the project's folder
 * @param listed the files under `composeFiles`, from that folder
 */
export function readComposeFiles(
  folder: string,
  listed: readonly string[],
  report: (fault: Problem) => void,
): ComposeFile[] {
  const files = new Set(listed);
  const found: ComposeFile[] = [];
  // A set that grows while it is gone through is gone through to its new end.
  for (const file of files) {
    try {
      const { said, lineOf } = parse(file, read(folder, file));
      const described = describe(file, said, lineOf);
      found.push(described);
      for (const included of described.includes) files.add(pathFrom(file, included));
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      error.findings.forEach(report);
    }
  }
  return found;
}

/** The path of an included file, from the project's folder. */
function pathFrom(file: string, included: string): string {
  const joined = path.posix.join(path.posix.dirname(file), included);
  if (!joined.startsWith("../") && !path.posix.isAbsolute(included) && !/^[\w+.-]+:|[$]/.test(included)) return joined;
  throw new UnreadableFile(
    `${file} takes in ${included}, which is no file of the project, so a preview does not see which versions it pins.`,
    "Put what it holds into the project, and name it by its path there.",
  );
}

/** The error of a compose file that cannot be read. */
class UnreadableFile extends UserError<InventoryCode> {
  constructor(problem: string, remedy: string) {
    super({ code: "compose-file-unreadable", problem, remedy });
  }
}

function read(root: string, file: string): string {
  try {
    return readFileSync(path.join(root, file), "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown";
    throw new UnreadableFile(
      `${file} cannot be read (${code}).`,
      "Correct its path under composeFiles in the stack config, or take it out there.",
    );
  }
}

/** Parses a compose file. The parsers' own messages quote the file, which may hold secrets, so only places are passed on. */
function parse(file: string, text: string): { said: z.output<typeof composeSchema>; lineOf: LineOf } {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { merge: true, lineCounter });
  const [fault] = document.errors;
  if (fault !== undefined) {
    const line = fault.linePos?.[0].line ?? 1;
    throw new UnreadableFile(
      `${file} is not YAML: see line ${line}.`,
      "Correct it: `docker stack config -c` says more.",
    );
  }
  const parsed = composeSchema.safeParse(toJS(document.toJS.bind(document), file));
  if (parsed.success) return { said: parsed.data, lineOf: (place) => lineIn(document, lineCounter, place) };
  const [step = ""] = parsed.error.issues.map(({ path: steps }) => steps.join("."));
  const where = step === "" ? "" : `: see ${step}`;
  throw new UnreadableFile(`${file} is not a compose file${where}.`, "Correct it: `docker stack config -c` says more.");
}

/** The line on which a place of a file stands; undefined where that is not known. */
type LineOf = (place: readonly (string | number)[]) => number | undefined;

/** The line of a place, or of the nearest one around it: what an anchor brings in has no place of its own. */
function lineIn(document: Document, lines: LineCounter, place: readonly (string | number)[]): number | undefined {
  const node = document.getIn(place, true) as { range?: [number, number, number] | null } | undefined;
  if (node?.range) return lines.linePos(node.range[0]).line;
  return place.length === 0 ? undefined : lineIn(document, lines, place.slice(0, -1));
}

function toJS(convert: (options: { maxAliasCount: number }) => unknown, file: string): unknown {
  try {
    // A limit is needed against files that grow without end; long files in practice use an anchor some hundred times.
    return convert({ maxAliasCount: 10_000 });
  } catch {
    throw new UnreadableFile(`${file} uses its anchors too often, or one that is not there.`, "Write them out.");
  }
}

/**
 * Describes a file that the stack config does not name, as far as it can be understood: a part with a fault is left out, because what
 * is deployed from the file may be another part.
 */
export function describeFound(file: string, said: Record<string, unknown>): ComposeFile {
  const entries = (part: unknown) => Object.entries(typeof part === "object" && part !== null ? part : {});
  const known = <Part>(schema: z.ZodType<Part>, part: unknown): Record<string, Part> =>
    Object.fromEntries(
      entries(part).flatMap(([key, value]) => {
        const parsed = schema.safeParse(value);
        return parsed.success ? [[key, parsed.data] as const] : [];
      }),
    );
  const services = known(serviceSchema.nullable(), said["services"]);
  const secrets = known(secretSchema.nullable(), said["secrets"]);
  return describe(file, { services, secrets, include: said["include"] }, () => undefined);
}

function describe(
  file: string,
  { services, secrets, include }: z.output<typeof composeSchema>,
  lineOf: LineOf,
): ComposeFile {
  const known = Object.entries(services ?? {}).map(([key, service]): ComposeService => ({ key, ...service }));
  const used = Map.groupBy(
    known.flatMap(({ key, secrets: sources }) => (sources ?? []).map((source) => ({ key, source }))),
    ({ source }) => source,
  );
  const usersOf = (source: string): string[] => (used.get(source) ?? []).map(({ key }) => key);
  const declared = Object.entries(secrets ?? {}).flatMap(([key, secret]): Pin[] => {
    const within = nameWithin(secret?.external);
    const name = secret?.name ?? within ?? (isExternal(secret?.external) ? key : undefined);
    if (name === undefined) return [];
    const place = name === secret?.name ? ["name"] : name === within ? ["external", "name"] : [];
    const line = lineOf(["secrets", key, ...place]);
    return [{ at: `secrets.${key}`, ...(line && { line }), name: interpolate(name), services: usersOf(key) }];
  });
  const undeclared = [...used.keys()]
    .filter((source) => !Object.hasOwn(secrets ?? {}, source))
    .map((source): Pin => {
      const users = usersOf(source);
      const [first = ""] = users;
      const index = services?.[first]?.secrets?.indexOf(source) ?? 0;
      const line = lineOf(["services", first, "secrets", index]);
      const at = users.map((user) => `services.${user}.secrets`).join(", ");
      return { at, ...(line && { line }), name: interpolate(source), services: users };
    });
  const includes = [...pathsIn(include), ...known.flatMap((service) => extendedFile(service.extends))];
  return { file, services: known, pins: [...declared, ...undeclared], includes: [...new Set(includes)] };
}

/** The files under `include:`, each a path, a mapping with `path`, or a list of either. */
function pathsIn(part: unknown): string[] {
  if (typeof part === "string") return [part];
  if (Array.isArray(part)) return part.flatMap(pathsIn);
  return typeof part === "object" && part !== null && "path" in part ? pathsIn(part.path) : [];
}

function extendedFile(part: unknown): string[] {
  return typeof part === "object" && part !== null && "file" in part ? pathsIn(part.file) : [];
}

type External = NonNullable<z.output<typeof secretSchema>["external"]>;

function nameWithin(external: External | null | undefined): string | undefined {
  return typeof external === "object" ? (external?.name ?? undefined) : undefined;
}

function isExternal(external: External | null | undefined): boolean {
  return typeof external === "object" ? external !== null : String(external) === "true";
}
