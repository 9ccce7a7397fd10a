// Services that come to differ from what their stack declares, and what is to be seen of that.
import { execa } from "execa";
import assert from "node:assert/strict";
import { stringify } from "yaml";
import { ensureBusyboxImage } from "../../tools/sandbox/index.ts";
import type { SeenRequest } from "../../tools/sandbox/engine-proxy.ts";
import { inspect, tasks } from "../support/services.ts";
import { dockerHost } from "../../tools/sandbox/docker-host.ts";
import { engine } from "../support/swarm.ts";
import { assertClean } from "./assertions.ts";
import { diagnosticsOf } from "./diagnostics.ts";
import type { ProgramStack } from "./stack.ts";
import { useStack } from "./use-stack.ts";

/** Services of one replica, each for one kind of difference; `api` has two. */
export const names = [
  "api",
  "deployed",
  "changed",
  "bare",
  "guarded",
  "doubled",
  "renewed",
  "unmarked",
  "calm",
] as const;
export type Name = (typeof names)[number];

/** A stack of these services, all but `deployed` of which are there from the beginning. */
export function useDiffering() {
  const others = names.filter((name) => name !== "deployed");
  const { stack, services, named } = useStack({
    deployed: Object.fromEntries(others.map((name) => [name, { replicas: name === "api" ? 2 : 1 }])),
  });
  let tasksBefore = new Map<string, string>();
  const ours = (version: number, target = named("db_reader")): string =>
    `source=${named(`db_reader_v${version}`)},target=${target}`;

  return { stack, services, named, ours, remember, mend, assertBound, idOf, update, createAnew, deploy };

  /** Keeps which tasks run now, for {@link mend} to compare with. */
  async function remember(): Promise<void> {
    tasksBefore = await runningTasks();
  }

  async function idOf(name: string) {
    const { ID } = (await engine.getSecret(named(name)).inspect()) as { ID: string };
    return { secretName: named(name), secretId: ID };
  }

  /** Mends everything, and asserts that this took one update of each of these services and touched no other task. */
  async function mend(differing: readonly Name[]): Promise<void> {
    const writes = await stack.writesDuring(async () => {
      assertClean(await stack.up());
    });
    const ids = await Promise.all(differing.map(async (name) => (await inspect(named(name))).ID));
    assert.deepEqual(updatesIn(writes).toSorted(), ids.toSorted());
    const after = await runningTasks();
    for (const name of names) {
      const [before, now] = [tasksBefore.get(name), after.get(name)];
      if (differing.includes(name)) assert.notEqual(now, before, name);
      else assert.equal(now, before, name);
      await assertBound(name, ...(name === "calm" ? ["again"] : []));
    }
    await stack.assertUnchanged();
  }

  /** Asserts that a service sees the second version as it is declared to, at these further targets, too, and nothing else of ours. */
  async function assertBound(name: string, ...further: string[]): Promise<void> {
    const references = (await inspect(named(name))).Spec.TaskTemplate.ContainerSpec?.Secrets ?? [];
    const owned = references.filter(({ SecretName }) => SecretName !== named("theirs"));
    const expected = [named("db_reader"), ...further].sort().map((Name) => {
      return { SecretName: named("db_reader_v2"), File: { Name, UID: "0", GID: "0", Mode: 0o444 } };
    });
    const seen = owned.map(({ SecretName, File }) => ({ SecretName, File }));
    assert.deepEqual(
      seen.toSorted((a, b) => (a.File.Name < b.File.Name ? -1 : 1)),
      expected,
    );
  }

  /** The IDs of the tasks that run, by service. */
  async function runningTasks(): Promise<Map<string, string>> {
    return new Map(
      await Promise.all(
        names.map(async (name): Promise<[string, string]> => {
          const running = (await tasks(named(name))).filter(({ DesiredState }) => DesiredState === "running");
          return [
            name,
            running
              .map(({ ID }) => ID)
              .sort()
              .join(),
          ];
        }),
      ),
    );
  }

  async function update(name: Name, ...changes: string[]): Promise<void> {
    // The Swarm itself writes to a service at the end of an update, and the CLI does not try again.
    for (let attempt = 1; ; attempt++) {
      const { exitCode, stderr } = await execa("docker", ["service", "update", "--quiet", ...changes, named(name)], {
        reject: false,
      });
      if (exitCode === 0) return;
      assert.ok(stderr.includes("update out of sequence") && attempt < 10, stderr);
    }
  }

  async function createAnew(
    name: Name,
    ...references: Awaited<ReturnType<ProgramStack["reference"]>>[]
  ): Promise<void> {
    await engine.getService(named(name)).remove();
    await services.service(name, { references });
  }

  /** Deploys the service `deployed` from a file, as a pipeline does; without a version, as before there were any secrets. */
  async function deploy(version?: number, mode = 0o444): Promise<void> {
    const secret = { source: "reader", target: named("db_reader"), uid: "0", gid: "0", mode };
    const file = {
      services: {
        deployed: {
          image: await ensureBusyboxImage(dockerHost()),
          command: ["sh", "-c", "trap exit TERM; sleep 3600 & wait"],
          stop_grace_period: "1s",
          networks: ["outside"],
          deploy: { endpoint_mode: "dnsrr", update_config: { monitor: "1s" } },
          ...(version !== undefined && { secrets: [secret] }),
        },
      },
      networks: { outside: { external: true, name: "host" } },
      ...(version !== undefined && { secrets: { reader: { external: true, name: named(`db_reader_v${version}`) } } }),
    };
    const options = { input: stringify(file) };
    await execa("docker", ["stack", "deploy", "--resolve-image", "never", "-c", "-", services.namespace], options);
    await services.running(named("deployed"), 1);
  }
}

/** What a run says of each service. */
export function said(output: string): Map<string, string> {
  const lines = [...diagnosticsOf(output).matchAll(/^ {4}(\w+) {3}(.+)$/gm)];
  return new Map(lines.map(([, name = "", line = ""]) => [name, line]));
}

/** The IDs of the services that were updated. */
export function updatesIn(writes: readonly SeenRequest[]): string[] {
  return writes.flatMap(({ path }) => /^\/services\/([^/]+)\/update$/.exec(path)?.[1] ?? []);
}

export async function docker(...args: string[]): Promise<void> {
  await execa("docker", args);
}
