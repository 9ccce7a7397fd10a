// What npm installs, and from where.
import { linesOf, shown, type Weaken } from "./weaken.ts";

/** What only changes what npm says, or makes it stricter. */
const harmless =
  /^(?:ignore-scripts|save-exact|engine-strict|strict-peer-deps)=true$|^(?:fund|audit|progress|update-notifier)=|^loglevel=/;

/** Compares the settings of npm: of two lines for one setting, the later counts. */
export function judgeNpmrc(before: string | undefined, after: string | undefined, weaken: Weaken): void {
  const [old, now] = [linesOf(before), linesOf(after)];
  const effect = "Packages may run code, or come from elsewhere.";
  for (const line of old.filter((entry) => !now.includes(entry))) weaken(`.npmrc: ${line} → none`, effect);
  for (const line of now.filter((entry) => !old.includes(entry) && !harmless.test(entry))) {
    weaken(`.npmrc: none → ${line.replace(/(?<=(?:_auth|token|password)\w*=).*/i, "…")}`, effect);
  }
}

/** A path at which Node or npm finds packages that no lockfile names. */
export function judgePackagePath(file: string, weaken: Weaken): void {
  if (/(?:^|\/)node_modules(?:\/|$)/.test(file)) {
    weaken(`${shown(file)}: none → there`, "Node takes it in the place of a package, and no lockfile says what it is.");
  }
  if (file === "npm-shrinkwrap.json")
    weaken(`${file}: none → there`, "npm takes it in the place of package-lock.json.");
}

/** Compares the lockfiles: packages that come from elsewhere than the registry, are others, or that nothing holds to what they were. */
export function judgeLockfile(before: string | undefined, after: string | undefined, weaken: Weaken): void {
  const old = new Set(straysOf(before));
  for (const stray of straysOf(after)) {
    if (!old.has(stray))
      weaken(`package-lock.json: none → ${stray}`, "Nothing says that the package is the registry's.");
  }
}

interface Locked {
  name?: string;
  resolved?: string;
  integrity?: string;
  link?: boolean;
}

function straysOf(text: string | undefined): string[] {
  let parsed: { packages?: Record<string, Locked> };
  try {
    parsed = JSON.parse(text ?? "{}") as typeof parsed;
  } catch {
    return ["no JSON"];
  }
  return Object.entries(parsed.packages ?? {}).flatMap(([place, { name, resolved, integrity, link }]) => {
    if (place === "") return [];
    const called = place.split("node_modules/").at(-1) ?? "";
    if (link === true || (resolved !== undefined && !resolved.startsWith("https://registry.npmjs.org/"))) {
      return [`${shown(place)} from ${shown(resolved ?? "a folder")}`];
    }
    if (name !== undefined && name !== called) return [`${shown(place)} as ${shown(name)}`];
    if (resolved?.startsWith(`https://registry.npmjs.org/${called}/-/`) === false) {
      return [`${shown(place)} from ${shown(resolved)}`];
    }
    return integrity === undefined ? [`${shown(place)} without a hash`] : [];
  });
}
