// Tells the files that may bind, make or pin versions of secrets without being compose files, or change one.
import { mayNameVersion } from "./named-versions.ts";
import { mayRewrite } from "./rewritten-files.ts";

/** What is written for readers, and nothing runs by it. */
const prose =
  /\.(?:md|mdx|markdown|rst|adoc|asciidoc|org|tex)$|^(?:.*\/)?docs?\/.*\.(?:txt|html?|svg|cast|log)$|(?:^|\/)(?:README|CHANGELOG|CHANGES|NEWS|HISTORY)(?:\.txt)?$/i;

/** Tests, by their folder or their name, as far as they are programs. */
const tests =
  /^(?:.*\/)?(?:tests?|__tests__|specs?|e2e|testdata|fixtures)\/.*\.(?:[cm]?[jt]sx?|py|go|rs|rb|php|java|kt|cs|snap)$|(?:[._-](?:test|spec)|(?:^|\/)test_\w+)\.\w+$/i;

/** The config of the project's stacks, and the lists of its guards, which name what they let through. */
const ownConfig = /^Pulumi(?:\.[^/]+)?\.ya?ml$|^policy\/[\w-]+\.(?:ya?ml|json)$/;

/** Whether a file has to be looked at line by line. Most have not. */
export function isCommandText(file: string, text: string): boolean {
  if ([prose, tests, ownConfig].some((pattern) => pattern.test(file))) return false;
  return mayNameVersion(text) || mayRewrite(text);
}
