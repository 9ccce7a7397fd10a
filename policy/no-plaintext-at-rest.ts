import { z } from "zod";
import { stackPolicy } from "./define.ts";
import { baseSetting, projectRoot, rootSetting } from "./project-root.ts";

export const noPlaintextAtRest = stackPolicy(
  {
    name: "no-plaintext-at-rest",
    description:
      "Checks whether a file of the project holds a private key, a token, a password or another secret in plain text.",
    severity: "critical",
    section: "plain-text",
    settings: z.object({ ...rootSetting, ...baseSetting }),
  },
  async (_, report, { root, base }) => {
    const { reportPlainText } = await import("./report-scan.ts");
    await reportPlainText(root ?? projectRoot(), report, base);
  },
);
