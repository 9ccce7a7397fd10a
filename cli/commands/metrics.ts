// `secrets metrics`: where the stack stands, for Prometheus.
import process from "node:process";
import { InvalidArgumentError, Option } from "@commander-js/extra-typings";
import { toolCommand, wholeNumber } from "../command-line.ts";
import { describeError } from "../describe-error.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Subject } from "../metrics/exposition.ts";
import { serveMetrics, type ListenAddress } from "../metrics/server.ts";
import { metricsSource, type MetricsSource } from "../metrics/source.ts";
import { replaceFile } from "../metrics/text-file.ts";
import { say } from "../progress.ts";
import { openHere, readWithin, stackOption, unreadable } from "../reading.ts";

const description =
  "Serves where the stack stands as metrics for Prometheus, at /metrics: each scrape reads the stack's files and the Swarm anew, and those " +
  "at the same moment share one reading. Where nothing can be read, swarm_secret_up is 0 and no other metric is there. It needs no " +
  "passphrase and no state of Pulumi. Exit code: 0 after SIGTERM or Ctrl-C, and with --once when it was read; 1 it cannot listen or write " +
  "there; 2 called wrongly; 3 the Swarm or the stack cannot be read.";

export default toolCommand("secrets metrics", description, [
  ["npx secrets metrics --stack prod", "serves http://127.0.0.1:9464/metrics"],
  ["npx secrets metrics --once", "prints the metrics"],
  ["npx secrets metrics --output /var/lib/node_exporter/secrets.prom", "for node_exporter's textfile collector"],
])
  .option(...stackOption)
  .addOption(
    new Option("--listen <address>", "where to serve: host and port; port 0 takes a free one")
      .argParser(listenAddress)
      .default({ host: "127.0.0.1", port: 9464 }, "127.0.0.1:9464"),
  )
  .addOption(new Option("--once", "prints the metrics as they are now, and ends").conflicts("listen"))
  .addOption(
    new Option("--output <file>", "writes them to a file, which is replaced at once, and ends").implies({ once: true }),
  )
  .option("--timeout <seconds>", "how long a reading may take; default 8", wholeNumber(1, 300))
  .action(async ({ stack: name, listen, once, output, timeout = 8 }) => {
    const limitMs = timeout * 1000;
    if (once === true) await writeOnce(name, limitMs, output);
    else await serve(name, limitMs, listen);
  });

async function writeOnce(name: string | undefined, limitMs: number, file: string | undefined): Promise<void> {
  const { text, failure } = await metricsSource(
    () => subjectOf(name),
    () => readWithin(name, limitMs),
  )();
  if (file === undefined) process.stdout.write(text);
  else replaceFile(file, text);
  if (failure === undefined) return;
  say(describeError(failure));
  process.exitCode = exitCodes.unreadable;
}

async function serve(name: string | undefined, limitMs: number, address: ListenAddress): Promise<void> {
  // A stack that is not there is told of at once. Its files may change while it is served.
  const subject = subjectOf(name);
  const source = metricsSource(
    () => subject,
    () => readWithin(subject.stack, limitMs),
  );
  const { url, close } = await serveMetrics(tellingFailures(source), address);
  const ended = new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, resolve);
  });
  say(`serving ${url}`);
  await ended;
  await close();
}

/** Whose metrics they are, by the stack's files. */
function subjectOf(name: string | undefined): Subject {
  const { inventory, name: stack } = unreadable(() => openHere(name));
  return { namespace: inventory.namespace, stack };
}

/** Says when a reading fails in another way than the one before, and when readings succeed again. */
function tellingFailures(source: MetricsSource): MetricsSource {
  let told = "";
  return async () => {
    const snapshot = await source();
    const text = snapshot.failure === undefined ? "" : describeError(snapshot.failure);
    if (text !== told) say(text === "" ? "✓ the stack and its Swarm can be read again" : text);
    told = text;
    return snapshot;
  };
}

/** Reads `127.0.0.1:9464` or `[::1]:9464`. */
function listenAddress(word: string): ListenAddress {
  const [, host, port] = /^(\[[\da-f:.]+\]|[\w.-]+):(\d{1,5})$/i.exec(word) ?? [];
  if (host === undefined || Number(port) > 65_535) {
    throw new InvalidArgumentError("Set it to a host and a port, such as 127.0.0.1:9464.");
  }
  return { host: host.replaceAll(/[[\]]/g, ""), port: Number(port) };
}
