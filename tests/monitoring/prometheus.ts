// A real Prometheus and a real Alertmanager on loopback, with the project's rules, for the tests.
import { execa } from "execa";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { stringify } from "yaml";
import { ensureMonitoringPrograms, type MonitoringPrograms } from "../../tools/monitoring/programs.ts";
import { projectDir, projectName } from "../../tools/paths.ts";
import { eventually } from "../support/eventually.ts";

/** An alert as Prometheus or Alertmanager has it. */
export interface Alert {
  labels: Record<string, string>;
  /** The receivers that Alertmanager sends it to. */
  receivers?: { name: string }[];
}

/** Both programs, scraping one target. */
export class Monitoring {
  readonly #folder: string;
  readonly #processes: ReturnType<typeof start>[] = [];
  #prometheus = "";
  #alertmanager = "";

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Starts both, and waits until they are ready.
   *
   * @param target what is scraped: host and port
   */
  static async start(target: string): Promise<Monitoring> {
    const programs = await ensureMonitoringPrograms();
    const monitoring = new Monitoring(await mkdtemp(path.join(tmpdir(), `${projectName}-monitoring-`)));
    try {
      await monitoring.#startAlertmanager(programs);
      await monitoring.#startPrometheus(programs, target);
      return monitoring;
    } catch (error) {
      await monitoring.stop();
      throw error;
    }
  }

  /** The series that an expression has now. */
  async query(expression: string): Promise<{ metric: Record<string, string>; value: [number, string] }[]> {
    const { data } = await ask<{ data: { result: { metric: Record<string, string>; value: [number, string] }[] } }>(
      `http://${this.#prometheus}/api/v1/query?query=${encodeURIComponent(expression)}`,
    );
    return data.result;
  }

  /** The alerts that fire, as Prometheus has them, by name. */
  async firing(): Promise<string[]> {
    const series = await this.query('ALERTS{alertstate="firing"}');
    return [...new Set(series.map(({ metric }) => metric["alertname"] ?? ""))].sort();
  }

  /** The alerts that Alertmanager has. */
  async alerts(): Promise<Alert[]> {
    return await ask<Alert[]>(`http://${this.#alertmanager}/api/v2/alerts`);
  }

  async stop(): Promise<void> {
    for (const child of this.#processes) child.kill("SIGTERM");
    await Promise.all(this.#processes);
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #startAlertmanager({ alertmanager, share }: MonitoringPrograms): Promise<void> {
    const example = await readFile(path.join(projectDir, "monitoring", "alertmanager.example.yml"), "utf8");
    // Nothing leaves the machine: the address that notices go to answers nobody.
    await this.#write("slack-url", "http://127.0.0.1:9/");
    const config = example.replace("/run/secrets/alertmanager_slack_url", path.join(this.#folder, "slack-url"));
    const file = await this.#write("alertmanager.yml", config);
    this.#alertmanager = await freeAddress();
    const mounted = ["--mount", "sh", "-c", 'mount --bind "$0" /usr/share && exec "$@"', share];
    this.#run("unshare", [
      ...mounted,
      alertmanager,
      ...[`--config.file=${file}`, `--storage.path=${path.join(this.#folder, "alerts")}`],
      ...[`--web.listen-address=${this.#alertmanager}`, "--cluster.listen-address="],
    ]);
    await answers(`http://${this.#alertmanager}/-/ready`);
  }

  async #startPrometheus({ prometheus }: MonitoringPrograms, target: string): Promise<void> {
    const rules = await readFile(path.join(projectDir, "monitoring", "rules.yml"), "utf8");
    // How long an alert waits is tried by promtool; here every one fires at once.
    await this.#write("rules.yml", rules.replaceAll(/^ +for: \w+$/gm, "        for: 0s"));
    const config = {
      global: { scrape_interval: "2s", scrape_timeout: "2s", evaluation_interval: "1s" },
      rule_files: ["rules.yml"],
      alerting: { alertmanagers: [{ static_configs: [{ targets: [this.#alertmanager] }] }] },
      scrape_configs: [{ job_name: "swarm-secrets", static_configs: [{ targets: [target] }] }],
    };
    const file = await this.#write("prometheus.yml", stringify(config));
    this.#prometheus = await freeAddress();
    this.#run(prometheus, [
      ...[`--config.file=${file}`, `--storage.tsdb.path=${path.join(this.#folder, "series")}`],
      `--web.listen-address=${this.#prometheus}`,
    ]);
    await answers(`http://${this.#prometheus}/-/ready`);
  }

  async #write(name: string, text: string): Promise<string> {
    const file = path.join(this.#folder, name);
    await writeFile(file, text);
    return file;
  }

  #run(program: string, args: string[]): void {
    this.#processes.push(start(program, args, this.#folder));
  }
}

function start(program: string, args: readonly string[], cwd: string) {
  return execa(program, args, { cwd, reject: false, stdin: "ignore", all: true });
}

/** An address on loopback on which nothing listens. */
async function freeAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `127.0.0.1:${port}`;
}

async function answers(url: string): Promise<void> {
  await eventually(`${url} answers`, async () => (await fetch(url).catch(() => undefined))?.ok);
}

async function ask<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${await response.text()}`);
  return (await response.json()) as T;
}
