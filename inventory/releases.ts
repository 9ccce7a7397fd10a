import { problem, type Problem } from "./problems.ts";
import type { Secret } from "./secrets.ts";
import { consumersOf, type Service } from "./services.ts";

/**
 * Finds secrets that cannot be released: when a released secret leaves the config, a service that stays would lose it and restart.
 *
 * @returns a problem for each such service
 */
export function checkReleases(secrets: readonly Secret[], services: readonly Service[]): Problem[] {
  const staying = services.filter(({ release }) => release !== true);
  return secrets
    .filter(({ release }) => release === true)
    .flatMap(({ logicalName }) =>
      consumersOf(logicalName, staying).map(({ name }) =>
        problem(
          ["secrets", logicalName, "release"],
          "release-in-use",
          `the service ${name} uses it and is not released.`,
          "Set release: true there, too, or take the secret off it first.",
        ),
      ),
    );
}
