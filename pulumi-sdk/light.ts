// Makes the SDK, and zod, load faster. Nine tenths of `@pulumi/pulumi` are modules that no run of ours uses, but packages such as
// `@pulumi/docker` and `@pulumi/policy` import all of it. Program, provider and policy pack import this file before any of the SDK.
import { registerHooks } from "node:module";
import { folderLeftOut, isLoadedLate, languages, leftOut } from "./left-out.ts";

/** The modules of which a stand-in was given: who asks again gets themselves. */
const stoodIn = new Set<string>();

registerHooks({
  load: (url, context, load) => {
    const folder = folderLeftOut(url);
    if (folder !== undefined) return { format: "commonjs", source: emptyModule(folder), shortCircuit: true };
    if (url.endsWith(languages.index)) return { format: "module", source: languages.left, shortCircuit: true };
    if (!isLoadedLate(url) || stoodIn.has(url)) return load(url, context);
    stoodIn.add(url);
    return { format: "commonjs", source: standIn, shortCircuit: true };
  },
});

/**
 * The source of a module that loads the real one, and puts it in its place, as soon as anything of it is used. `__esModule` makes the
 * SDK's import helpers pass the module on unchanged.
 */
const standIn = `let real;
module.exports = new Proxy({}, {
  get(_, key) {
    if (key === "__esModule") return true;
    if (real === undefined) {
      delete require.cache[__filename];
      real = require(__filename);
    }
    return real[key];
  },
});`;

/**
 * The source of a module that throws as soon as anything of it is used. So a version of the SDK that does need the module ends the
 * run with a message, and does not go on wrongly. It is a Proxy, because the names that may be used are not known beforehand.
 * `__esModule` makes the SDK's import helpers pass the module on unchanged.
 */
function emptyModule(name: string): string {
  const problem = `${name} (${leftOut[name] ?? ""}) is left out of the Pulumi SDK here, and something uses it after all`;
  const remedy = "Take it off the list in pulumi-sdk/left-out.ts.";
  return `module.exports = new Proxy({}, {
    get(_, key) {
      if (key === "__esModule") return true;
      throw new Error(${JSON.stringify(problem)} + ": " + String(key) + ".\\n  " + ${JSON.stringify(remedy)});
    },
  });`;
}
