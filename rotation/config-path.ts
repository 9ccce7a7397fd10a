/** The steps from the project's config to one of its leaves: keys of mappings, indices of lists. */
export type Steps = readonly [string, ...(string | number)[]];

/**
 * The path of a place in the stack config, as `pulumi config set --path` takes it. It has no project before it: Pulumi then takes
 * the key for one of the project's own.
 *
 * @example pathOf(["values", "db_writer", "5"]) // 'values.db_writer["5"]'
 */
export function pathOf([key, ...rest]: Steps): string {
  return `${key}${rest.map(formatStep).join("")}`;
}

function formatStep(step: string | number): string {
  if (typeof step === "number") return `[${step}]`;
  return /^[A-Za-z_][\w-]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
}
