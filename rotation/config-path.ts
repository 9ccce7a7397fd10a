/** The steps from the project's config to one of its leaves: keys of mappings, indices of lists. */
export type Steps = readonly [string, ...(string | number)[]];

/** Where something stands among the project's config keys: `values.db_writer["5"]`. Pulumi takes it for the project's own. */
export function pathOf([key, ...rest]: Steps): string {
  return `${key}${rest.map(formatStep).join("")}`;
}

function formatStep(step: string | number): string {
  if (typeof step === "number") return `[${step}]`;
  return /^[A-Za-z_][\w-]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
}
