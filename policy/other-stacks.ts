// Reads what the other stacks of the project say of compose files: a project may have several stacks, each with files of its own.
import { getProject } from "@pulumi/pulumi/runtime/settings.js";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import type { StackSecret } from "../inventory/compose/pins.ts";

/** What the config of another stack declares, as far as compose files have to agree with it. */
export interface OtherStack {
  /** The stack's name. */
  readonly stack: string;
  readonly composeFiles: readonly string[];
  readonly secrets: readonly StackSecret[];
}

const fileSchema = z.object({ config: z.record(z.string(), z.unknown()).catch({}) });
const namespaceSchema = z.string().catch("");
const filesSchema = z.array(z.string()).catch([]);
const secretSchema = z.object({ current: z.number(), retain: z.array(z.number()).catch([]) });

/** The other stacks with a config in the project's folder. What cannot be read declares nothing. */
export function otherStacks(root: string, ownStack: string): OtherStack[] {
  const project = read(path.join(root, "Pulumi.yaml"));
  return readdirSync(root).flatMap((file) => {
    const [, stack] = /^Pulumi\.(.+)\.ya?ml$/.exec(file) ?? [];
    if (stack === undefined || stack === ownStack) return [];
    const config = read(path.join(root, file));
    const namespace = namespaceSchema.parse(config["namespace"] ?? project["namespace"]);
    const secrets = z.record(z.string(), z.unknown()).catch({}).parse(config["secrets"]);
    return {
      stack,
      composeFiles: filesSchema.parse(config["composeFiles"] ?? project["composeFiles"]),
      secrets: Object.entries(secrets).flatMap(([logicalName, said]) => {
        const parsed = secretSchema.safeParse(said);
        if (!parsed.success) return [];
        const { current, retain } = parsed.data;
        return {
          namespace,
          logicalName,
          current,
          retained: retain,
          pending: retain.filter((version) => version > current),
        };
      }),
    };
  });
}

/** What stands under the project's config keys; in the project's own file under `value` or `default`. */
function read(file: string): Record<string, unknown> {
  const prefix = `${getProject()}:`;
  try {
    const { config } = fileSchema.parse(parse(readFileSync(file, "utf8")));
    return Object.fromEntries(
      Object.entries(config)
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, said]) => [key.slice(prefix.length), path.basename(file) === "Pulumi.yaml" ? given(said) : said]),
    );
  } catch {
    return {};
  }
}

function given(said: unknown): unknown {
  const { value, default: fallback } = z
    .object({ value: z.unknown(), default: z.unknown() })
    .partial()
    .catch({})
    .parse(said);
  return value ?? fallback;
}
