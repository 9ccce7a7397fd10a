// What a run says under "Diagnostics".

/** What a run says under "Diagnostics", indentation included: errors, warnings, and what a process printed. */
export function diagnosticsOf(output: string): string {
  return /^Diagnostics:\n(.*?)\n\n(?=\w+:\n)/ms.exec(output)?.[1] ?? "";
}

/** The diagnostics of a resource. */
export function says(resource: string, ...lines: string[]): string {
  return [`  ${resource}:`, ...lines.map((line) => `    ${line}`)].join("\n");
}

/** The diagnostics of the program itself, on the stack `dev`. */
export function byProgram(problem: string, ...more: string[]): string {
  return says("pulumi:pulumi:Stack (busflow-secrets-dev)", `error: ${problem}`, ...more);
}
