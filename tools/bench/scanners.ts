// The scanners that the bench compares.
import { plainSettingsIn } from "../../scan/dotenv-rules.ts";
import { scanTree } from "../../scan/scan.ts";
import { scanText } from "../../scan/text.ts";
import { projectDir } from "../paths.ts";

/** A place that a scanner takes for a secret. */
export interface Place {
  /** Relative to the folder, with forward slashes. */
  file: string;
  line: number;
  kind: string;
}

/** A scanner of a folder's files. */
export interface Scanner {
  name: string;
  scan: (folder: string) => Promise<Place[]>;
}

/** The rules of `npm run check:secrets`. */
export const ourRules = [plainSettingsIn(projectDir), scanText];

/** This project's own scanner. */
export const ours: Scanner = {
  name: "ours",
  scan: async (folder) => (await scanTree(folder, ourRules)).findings,
};
