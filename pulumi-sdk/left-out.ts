/** Folders whose modules are left out of the SDK, and what it has them for. */
export const leftOut: Readonly<Record<string, string>> = {
  "typescript": "the compiler, for serialising functions",
  "@pulumi/pulumi/vendor": "the compiler where none is installed",
  "@npmcli/arborist": "npm's resolver, for packing what a serialised function needs",
  "@pulumi/pulumi/automation": "the Automation API, which runs the pulumi CLI",
};

/** The folder of these that a module is in, by its URL. */
export function folderLeftOut(url: string): string | undefined {
  return Object.keys(leftOut).find((name) => url.includes(`/node_modules/${name}/`));
}
