// Where a file makes, carries or reads a retired one. A mention is no use: documents say that it is retired, tests name it.
import { locate, type Located, type Match } from "./finding.ts";
import { findRetiredInCode } from "./retired-code.ts";
import { findRetiredInCommands, usedKind } from "./retired-commands.ts";
import { findRetiredInDockerfile } from "./retired-dockerfile.ts";
import type { IsRetired } from "./retired-names.ts";
import { findRetiredInYaml } from "./retired-yaml.ts";

const prose =
  /\.(?:mdx?|rst|adoc|txt|html?|csv|log|patch|diff|svg)$|(?:^|\/)(?:CODEOWNERS|LICENSE|CHANGELOG|COMMIT_EDITMSG)$|^commit message$/i;
const ignores = /(?:^|\/)(?:\.\w*ignore|info\/exclude)$/i;
const ownLists = /(?:^|\/)policy\/(?:retired-files|exceptions|approvals)\.yaml$/;
const code = /\.(?:[cm]?[jt]sx?|py|rb|go|rs|java|kts?|php|cs|groovy|lua|ex|exs|vue|svelte)$/i;
const tests = /(?:^|\/)(?:tests?|__tests__|specs?|e2e|testdata)\/|[._-](?:test|spec)\.\w+$|(?:^|\/)test_\w+\.py$/i;
const shells =
  /\.(?:sh|bash|zsh|ksh|fish|bats|mk|ps1|bat|cmd|envrc)$|(?:^|\/)(?:Makefile|GNUmakefile|justfile|Procfile|\.envrc|crontab|\.(?:bash|zsh)?(?:rc|profile|_profile))$/i;
const dockerfiles = /(?:^|\/|\.)(?:Docker|Container)file(?:[.-][^/]*)?$/i;

/** The places in a file where a retired one is made, carried or read. */
export function findRetiredUses(file: string, text: string, isRetired: IsRetired): Located[] {
  if (ignores.test(file)) return locate(file, text, findLetIn(text, isRetired));
  const isTest = tests.test(file) && code.test(file);
  if (isTest || prose.test(file) || ownLists.test(file) || !isRetired.mayBeIn(text)) return [];
  return locate(file, text, distinctLines(findIn(file, text, isRetired)));
}

function findIn(file: string, text: string, isRetired: IsRetired): Match[] {
  if (dockerfiles.test(file)) return findRetiredInDockerfile(text, isRetired);
  if (/\.(?:ya?ml|json[c5]?|code-workspace)$/i.test(file)) return findRetiredInYaml(text, isRetired);
  if (code.test(file)) return findRetiredInCode(text, isRetired);
  const isShell = shells.test(file) || /^#!.*\b(?:ba|z|k|da|fi)?sh\b/.test(text);
  if (isShell) return findRetiredInCommands(text, isRetired, true);
  // Settings, units, programs in any other language.
  return [
    ...findRetiredInCommands(text, isRetired, false),
    ...findRetiredInCode(text, isRetired, true),
    ...findInUnit(text, isRetired),
  ];
}

/** A line that takes a retired file out of what Git, Docker or npm ignore. */
function findLetIn(text: string, isRetired: IsRetired): Match[] {
  return [...text.matchAll(/^[ \t]*!([^\n]*env[^\n]*)$/gim)].flatMap(({ 0: line, 1: pattern = "", index }) => {
    const bare = pattern.trim().replace(/^\/|\/?\*{0,2}$/g, "");
    const isOpen = /^(?:\*\*\/)?\.env(?:\.?\*|\.\[?p.*)$/i.test(pattern.trim());
    if (!isOpen && isRetired(bare) === undefined) return [];
    return [{ kind: usedKind, start: index, end: index + line.length, value: line.trim() }];
  });
}

/** A unit of systemd: `EnvironmentFile=-/srv/app/.env.production`. */
function findInUnit(text: string, isRetired: IsRetired): Match[] {
  return [...text.matchAll(/^[ \t]*(?:EnvironmentFile|env[_-]?files?)[ \t]*=[ \t]*-?([^\n]+)$/gim)].flatMap(
    ({ 0: line, 1: file = "", index }) => {
      if (isRetired(file.trim().replaceAll(/["']/g, "")) === undefined) return [];
      return [{ kind: usedKind, start: index, end: index + line.length, value: line.trim() }];
    },
  );
}

/** One match a line: it is the line that has to go. */
function distinctLines(matches: readonly Match[]): Match[] {
  return [...new Map(matches.map((match) => [`${match.start} ${match.value}`, match])).values()];
}
