/** Folders whose modules are left out of the SDK, and what the SDK would use each for. */
export const leftOut: Readonly<Record<string, string>> = {
  "typescript": "the compiler, for serialising functions",
  "@pulumi/pulumi/vendor": "the compiler where none is installed",
  "@npmcli/arborist": "npm's resolver, for packing what a serialised function needs",
  "normalize-package-data": "the reader of package.json files, for the same",
  "@pulumi/pulumi/automation": "the Automation API, which runs the pulumi CLI",
};

/** The left-out folder that a module is in, by the module's URL; undefined for any other module. */
export function folderLeftOut(url: string): string | undefined {
  return Object.keys(leftOut).find((name) => url.includes(`/node_modules/${name}/`));
}

/**
 * The entries of packages that the SDK asks for at its start and uses seldom, which are loaded at their first use: `semver` compares the
 * versions of resources' modules, `@opentelemetry/api` passes on which trace a request belongs to.
 */
const loadedLate = ["/node_modules/semver/index.js", "/node_modules/@opentelemetry/api/build/src/index.js"];

/** Whether a module is loaded at its first use, by its URL. */
export function isLoadedLate(url: string): boolean {
  return loadedLate.some((entry) => url.endsWith(entry));
}

/** zod's index of the languages that its messages come in: two thirds of its modules. English is the one that it sets by itself. */
export const languages = {
  index: "/node_modules/zod/v4/locales/index.js",
  left: `export { default as en } from "./en.js";`,
};
