// Dockerfiles: what they copy, mount, make and run.
import type { Match } from "./finding.ts";
import { envFileName, findRetiredInCommands, strengthIn, usedKind } from "./retired-commands.ts";
import type { IsRetired } from "./retired-names.ts";
import { logicalLines, readCommands, variablesOf } from "./shell-words.ts";

/** The instructions of a Dockerfile that make, carry or read a retired file. */
export function findRetiredInDockerfile(text: string, isRetired: IsRetired): Match[] {
  const variables = variablesOf(text.replaceAll(/^(\s*(?:ENV|ARG)\s+\w+)\s+(?=\S)/gim, "$1="));
  return logicalLines(text).flatMap(({ start, line }) => {
    const match = { kind: usedKind, start, end: start + line.length, value: line.trim() };
    const [, instruction = "", rest = ""] = /^\s*(?:ONBUILD\s+)?([A-Za-z]+)\s+(.*)$/s.exec(line) ?? [];
    if (/^\s*#/.test(line)) return [];
    // The form of a list, `["cp", "a", "b"]`, has the same words.
    const words = rest.replace(/\[(.*)\]\s*$/s, (_, list: string) => list.replaceAll(/"\s*,\s*"/g, '" "'));
    if (/^(?:COPY|ADD|VOLUME)$/i.test(instruction)) {
      // Where a text is written right here, its mark is no file.
      const operands = readCommands(words.replaceAll(/<<-?["']?\w+["']?/g, " "), isRetired.mayBeIn, variables).flatMap(
        (command) => [...command.words, ...command.redirects],
      );
      return operands.some((word) => strengthIn(word, isRetired) !== undefined) ? [match] : [];
    }
    if (/^(?:ENV|ARG)$/i.test(instruction)) {
      const [, name = "", value = ""] = /^(\w+)[= ]\s*(.*)$/s.exec(rest) ?? [];
      return envFileName.test(name) && strengthIn(value.replaceAll(/["']/g, ""), isRetired) !== undefined
        ? [match]
        : [];
    }
    if (/^LABEL$/i.test(instruction)) return [];
    const isCommand = /^(?:RUN|CMD|ENTRYPOINT|HEALTHCHECK|SHELL)$/i.test(instruction);
    const mounts = /--mount=\S+/g.exec(rest)?.[0] ?? "";
    if (isCommand && strengthIn(mounts, isRetired) !== undefined) return [match];
    const known = [...variables].map(([name, values]) => `${name}=${values[0] ?? ""}`).join("\n");
    const command = isCommand ? words.replace(/^(?:--\w[\w-]*=\S+\s+)+/, "") : line;
    const found = findRetiredInCommands(`${command}\n${known}`, isRetired, isCommand).filter(
      ({ start: at }) => at < command.length,
    );
    return found.length > 0 ? [match] : [];
  });
}
