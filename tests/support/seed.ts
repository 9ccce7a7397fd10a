import process from "node:process";

/**
 * The seed of a suite's random choices: that of an environment variable, to see them once more, or a new one. The suite's title says
 * it.
 */
export function chooseSeed(variable: string): number {
  const given = process.env[variable];
  return given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given);
}
