// Makes the SDK light: nine tenths of `@pulumi/pulumi` are modules that no run of ours uses, and packages such as `@pulumi/docker` and
// `@pulumi/policy` ask for it whole. Program, provider and policy pack import this before anything of the SDK.
import { registerHooks } from "node:module";
import { folderLeftOut, leftOut } from "./left-out.ts";

registerHooks({
  load: (url, context, load) => {
    const folder = folderLeftOut(url);
    if (folder === undefined) return load(url, context);
    return { format: "commonjs", source: emptyModule(folder), shortCircuit: true };
  },
});

/**
 * Whatever is asked of the module throws: an SDK that needs it after all, while it is loaded or later, ends the run and says so. A
 * Proxy, as nothing else answers to names that are not known. `__esModule` makes the SDK's own helpers hand the module on as it is.
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
