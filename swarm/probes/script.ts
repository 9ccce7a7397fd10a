// The script of an `http` probe. It asks the replicas from inside the Swarm, in an image that has sh and either wget or curl.
import type { Probe } from "../../rotation/probe.ts";

export type HttpProbe = Probe<"http">;

/** Exit code of the script when its image has neither wget nor curl. */
export const noClient = 3;
/** How long an answer may take, in seconds. */
const answerLimit = 5;

// The script's arguments are the expected status, the seconds that it has, and the URLs. It prints a line for each answer, `answer
// URL STATUS`, with 000 where there was none, and never a body. The first status line counts, as redirects are not followed. wget's
// own time limit (-T) is not used, because it crashes in some builds.
const script = `
expected=$1 end=$(($(date +%s) + $2))
shift 2
unset http_proxy HTTP_PROXY all_proxy ALL_PROXY
if command -v curl >/dev/null; then
  ask() { curl -s -o /dev/null -m ${answerLimit} -w '%{http_code}' "$1"; }
elif command -v wget >/dev/null; then
  ask() {
    timeout ${answerLimit} wget -S -O /dev/null "$1" 2>&1 |
      sed -n '/^ *HTTP\\//{s|^ *HTTP/[0-9.]* *\\([0-9]*\\).*|\\1|p;q;}'
  }
else
  exit ${noClient}
fi
probe() {
  while :; do
    status=$(ask "$1")
    [ "$status" != "$expected" ] && [ "$(date +%s)" -lt "$end" ] || break
    sleep 1
  done
  echo "answer $1 \${status:-000}"
  [ "$status" = "$expected" ]
}
for url; do
  probe "$url" &
  pids="$pids $!"
done
for pid in $pids; do
  wait "$pid" || failed=1
done
exit "\${failed:-0}"
`;

/** Asks all URLs at the same time until each has answered as expected, or the probe's seconds are over. */
export function httpCommand({ status, seconds }: HttpProbe, urls: readonly string[]): string[] {
  return ["sh", "-c", script, "probe", String(status), String(seconds), ...urls];
}

/** How long the script may run, in seconds: its last question may be asked at the end of the probe's seconds. */
export function httpLimit({ seconds }: HttpProbe): number {
  return seconds + 2 * answerLimit;
}

/** The last status of each URL, read from what the script has printed; 0 stands for no answer. */
export function parseAnswers(output: string): Map<string, number> {
  // Each piece of a service's log begins with a binary header.
  const answers = output.matchAll(/answer (http:\S+) (\d{3})$/gm);
  return new Map([...answers].map(([, url = "", status]) => [url, Number(status)]));
}
