import assert from "node:assert/strict";
import { changeOf } from "../../../swarm/flip/binding-change.ts";
import { describeBinding } from "../../../swarm/flip/binding-words.ts";
import type { BindingInputs, BindingState, BoundSecret } from "../../../rotation/service-secret-binding.ts";
import { references as boundReferences } from "../../../rotation/bound-secrets.ts";
import { sortReferences } from "../../../swarm/engine/references.ts";
import type { LiveBinding } from "../../../rotation/service-secret-binding.ts";

function bound(name: string, version: number, changes: Partial<BoundSecret> = {}): BoundSecret {
  const [secretName, target] = [`busflow_${name}_v${version}`, `busflow_${name}`];
  return { version, secretName, secretId: secretName, target, uid: "0", gid: "0", mode: "0444", ...changes };
}

function live(secrets: readonly BoundSecret[], changes: Partial<LiveBinding> = {}): LiveBinding {
  const references = sortReferences(
    boundReferences(Object.fromEntries(secrets.map((secret, i) => [String(i), secret]))),
  );
  return {
    serviceId: "s",
    references,
    running: 2,
    desired: 2,
    lastChange: "docker service rollback, today",
    ...changes,
  };
}

const settings = { namespace: "busflow", service: "busflow_api", timeout: 300, wave: 0, onFailure: "stop" } as const;
const probe = { kind: "http", path: "/healthz", port: 8080, status: 200, seconds: 30 } as const;

function words(
  declared: Record<string, BoundSecret>,
  { state, look, news = {} }: { state?: BoundSecret[]; look?: LiveBinding; news?: Partial<BindingInputs> },
): string {
  const inputs: BindingInputs = { ...settings, secrets: declared, probe, ...news };
  const secrets =
    state &&
    Object.fromEntries(state.map((one, i) => [`${one.secretName.slice(8, -3)}${i ? ` at ${one.target}` : ""}`, one]));
  const olds: BindingState | undefined = secrets && {
    ...inputs,
    reconnect: "",
    secrets,
    serviceId: "s",
    replicas: 2,
    seconds: 3,
  };
  const change = changeOf(olds, inputs, look) ?? assert.fail("there is a change");
  return describeBinding({ name: "api", olds, news: inputs, live: look, change });
}

describe("a binding's change in words", () => {
  const [writer, reader] = [bound("db_writer", 1), bound("db_reader", 1)];
  const next = { db_writer: bound("db_writer", 2), db_reader: bound("db_reader", 2) };

  it("is one line: the versions, what restarts, the wave and the probe", () => {
    const expected = "api   db_reader v1 → v2, db_writer v1 → v2   restarts 2 replicas, wave 0, probe /healthz:8080";
    assert.equal(words(next, { state: [writer, reader], look: live([writer, reader]) }), expected);
    assert.equal(words(next, { state: [writer, reader] }), expected, "without a look, from the state");
  });

  it("says what a first binding changes, or that it restarts nothing", () => {
    const effects = "wave 0, probe /healthz:8080";
    const declared = { db_writer: writer };
    assert.equal(words(declared, { look: live([]) }), `api   db_writer v1 added   restarts 2 replicas, ${effects}`);
    assert.equal(
      words(declared, { look: live([writer]) }),
      `api   db_writer v1 as it is on the Swarm already   no restart, ${effects}`,
    );
    const other = bound("db_writer", 1, { mode: "0400", uid: "1000" });
    assert.equal(
      words(declared, { look: live([other], { desired: 1 }) }),
      `api   db_writer uid 1000 → 0, mode 0400 → 0444   restarts 1 replica, ${effects}`,
    );
    assert.equal(
      words(declared, {}),
      `api   db_writer v1 added   restarts its replicas unless they have it already, ${effects}`,
    );
    assert.equal(
      words(declared, { look: live([], { desired: 0 }), news: { wave: 3, probe: { kind: "healthcheck" } } }),
      "api   db_writer v1 added   restarts nothing: no replica runs, wave 3, probe healthcheck",
    );
  });

  it("names mounts that come and go, and targets that change", () => {
    const second = bound("db_writer", 1, { target: "/etc/writer" });
    const state = [writer];
    const line = (declared: Record<string, BoundSecret>, has: BoundSecret[]) =>
      words(declared, { state, look: live(has) }).split("   ")[1];
    assert.equal(line({ db_writer: writer }, [writer, second]), "db_writer v1 taken off /etc/writer");
    assert.equal(
      line({ "db_writer": writer, "db_writer at /etc/writer": second }, [writer]),
      "db_writer at /etc/writer v1 added",
    );
    assert.equal(line({ db_writer: second }, [writer]), "db_writer target busflow_db_writer → /etc/writer");
    assert.equal(line({ db_writer: writer }, [writer, reader]), "db_writer v1 is verified");
  });

  it("says what made the service differ from the state", () => {
    const state = [bound("db_writer", 2)];
    const declared = { db_writer: bound("db_writer", 2) };
    assert.match(words(declared, { state, look: live([writer]) }), /v1 → v2 .* \(docker service rollback, today\)$/);
    assert.match(
      words(declared, { state, look: live([], { serviceId: "another" }) }),
      /v2 added .* \(the service was removed and created anew\)$/,
    );
    assert.doesNotMatch(words({ db_writer: bound("db_writer", 3) }, { state, look: live(state) }), /\(/);
  });

  it("says why an update restarts nothing, or restarts with the same secrets", () => {
    const state = [writer];
    const line = (look: LiveBinding, news: Partial<BindingInputs> = {}) =>
      words({ db_writer: writer }, { state, look, news }).split("   ").slice(1).join(" | ");
    assert.equal(line(live([writer])), "db_writer v1 is verified | no restart, wave 0, probe /healthz:8080");
    assert.equal(
      line(live([writer]), { reconnect: "SEC-42" }),
      "reconnects for SEC-42 | restarts 2 replicas, wave 0, probe /healthz:8080",
    );
    assert.equal(
      line(live([writer], { stoppedSince: "2026-11-20T11:00:00Z" })),
      "resumes an update that has stopped | restarts 2 replicas, wave 0, probe /healthz:8080",
    );
  });
});
