import { z } from "zod";
import { resourceTypes } from "../rotation/contract.ts";
import { stackPolicy } from "./define.ts";
import { baseSetting, projectRoot, rootSetting } from "./project-root.ts";
import { ofType } from "./resources.ts";
import { configuredComposeFiles } from "./stack-config.ts";

export const noDotenv = stackPolicy(
  {
    name: "no-dotenv",
    description:
      "Checks whether secrets reach a program another way than as Swarm secrets: by .env files, environments, arguments or labels.",
    severity: "critical",
    section: "plain-text",
    settings: z.object({ ...rootSetting, ...baseSetting }),
  },
  async (resources, report, { root, base }) => {
    // Mistakes in the list itself are not reported here, because compose-agrees-with-stack reports them.
    const composeFiles = configuredComposeFiles(() => undefined);
    const folder = root ?? projectRoot();
    const { reportPlainSettings } = await import("./report-scan.ts");
    await reportPlainSettings(folder, composeFiles, report, base);
    for (const { name, urn, props } of ofType(resources, resourceTypes.service)) {
      const { findInService } = await import("./service-settings.ts");
      for (const place of await findInService(props)) {
        const problem = `The service ${name} carries a secret as a literal in ${place}, where everybody who may inspect it reads it.`;
        const remedy = "Declare it as a VersionedSecret and let the program read the mounted file.";
        report({ code: "plain-text", problem, remedy }, urn);
      }
    }
  },
);
