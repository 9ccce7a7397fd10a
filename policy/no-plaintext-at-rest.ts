import { z } from "zod";
import { plainSettingsIn, settingsKinds } from "../scan/dotenv-rules.ts";
import type { Finding } from "../scan/finding.ts";
import { scanText } from "../scan/text.ts";
import { rootSetting } from "./compose-files.ts";
import { stackPolicy } from "./define.ts";
import { projectRoot } from "./project-root.ts";
import { reportWholeScan } from "./report-scan.ts";

export const noPlaintextAtRest = stackPolicy(
  {
    name: "no-plaintext-at-rest",
    description:
      "Checks whether a file of the project holds a private key, a token, a password or another secret in plain text.",
    severity: "critical",
    section: "plain-text",
    settings: z.object(rootSetting),
  },
  async (_, report, { root }) => {
    const isOwn = ({ kind }: Finding): boolean => !settingsKinds.has(kind);
    const folder = root ?? projectRoot();
    await reportWholeScan(folder, [scanText, plainSettingsIn(folder)], isOwn, report);
  },
);
