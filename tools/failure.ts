/**
 * Why a command failed, for a message: the last lines that it printed on standard error, or that it could not be run at all.
 *
 * @param lines the most lines that are quoted; default 1
 */
export function failureOf(result: { stderr: string; shortMessage?: string | undefined }, lines = 1): string {
  const printed = result.stderr.trim();
  return printed === "" ? (result.shortMessage ?? "it failed") : printed.split("\n").slice(-lines).join("\n  ");
}
