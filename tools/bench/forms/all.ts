// All forms by kind, and how they are written into a folder.
import * as code from "./code.ts";
import * as deployment from "./deployment.ts";
import * as documents from "./documents.ts";
import type { Form } from "./form.ts";
import * as harmless from "./harmless.ts";
import * as keys from "./keys.ts";
import * as mistakable from "./mistakable.ts";
import * as lookalikes from "./lookalikes.ts";
import * as network from "./network.ts";
import * as programs from "./programs.ts";
import * as provisioning from "./provisioning.ts";
import * as recordings from "./recordings.ts";
import * as servers from "./servers.ts";
import * as settings from "./settings.ts";
import * as shell from "./shell.ts";
import { drawValues } from "./values.ts";
import * as wikis from "./wikis.ts";

/** Forms of secrets, by kind. */
const secretForms: Readonly<Record<string, readonly Form[]>> = {
  ...settings,
  ...shell,
  ...deployment,
  ...code,
  ...documents,
  ...keys,
  ...servers,
  ...network,
  ...programs,
  ...wikis,
  ...recordings,
  ...provisioning,
};

/** What is harmless, by kind. */
const harmlessForms: Readonly<Record<string, readonly Form[]>> = { ...harmless, ...mistakable, ...lookalikes };

/** A form in its file. */
export interface Written {
  kind: string;
  name: string;
  isSecret: boolean;
  /** Where it stands: in a folder of its own, so that two forms may have the same file. */
  file: string;
  text: string | Buffer;
}

/**
 * Fills each form with values.
 *
 * @param seed other seeds give other values
 */
export function fillForms(seed: number): Written[] {
  let number = 0;
  const fill = (forms: Readonly<Record<string, readonly Form[]>>, isSecret: boolean): Written[] =>
    Object.entries(forms).flatMap(([kind, ofKind]) =>
      ofKind.map(([name, file, text]) => ({
        kind,
        name,
        isSecret,
        file: `f${++number}/${file}`,
        text: text(drawValues(`${seed} ${kind} ${name}`)),
      })),
    );
  return [...fill(secretForms, true), ...fill(harmlessForms, false)];
}
