// Says which engine tests and bench use.
import process from "node:process";
import { UserError } from "../../rotation/user-error.ts";

/** The address of the private engine, which `npm test` puts into the environment. */
export function dockerHost(): string {
  const host = process.env["DOCKER_HOST"];
  if (host !== undefined) return host;
  throw new UserError("DOCKER_HOST does not name the Swarm to test with.", "Run the tests with `npm test`.");
}
