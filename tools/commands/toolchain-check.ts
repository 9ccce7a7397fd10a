// `npm run toolchain:check`: runs Go's own checks on our language host.
import path from "node:path";
import { execa } from "execa";
import { toolCommand } from "../../cli/command-line.ts";
import { cacheDir, projectDir } from "../paths.ts";
import { ensureGo } from "../toolchain/go.ts";
import { UserError } from "../../rotation/user-error.ts";

const description =
  "Runs go vet and go test on the language host in tools/toolchain/language-nodejs. Go is brought in where it is missing.";

export default toolCommand("npm run toolchain:check --", description).action(async () => {
  const go = await ensureGo(path.join(cacheDir, "toolchain"));
  for (const verb of ["vet", "test"]) {
    const cwd = path.join(projectDir, "tools", "toolchain", "language-nodejs");
    const run = await execa(go, [verb, "./..."], { cwd, env: { CGO_ENABLED: "0" }, reject: false, stdio: "inherit" });
    if (run.failed)
      throw new UserError(`go ${verb} fails in tools/toolchain/language-nodejs.`, "Its own message is above.");
  }
});
