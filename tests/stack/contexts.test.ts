// Which engine a run works with where a Docker context says so: its own reading and the Docker provider have to end up at the same.
import { execa } from "execa";
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { countingProxy, type EngineProxy } from "../../tools/sandbox/engine-proxy.ts";
import { inSteps } from "../support/steps.ts";
import { clear } from "../support/swarm.ts";
import { withEnvironment } from "../support/environment.ts";
import { diagnosticsOf } from "./diagnostics.ts";
import { ProgramProject } from "./program-project.ts";

describe("a stack whose engine is in a Docker context", function () {
  this.timeout(900_000);
  inSteps();

  const namespace = `context-${randomBytes(4).toString("hex")}`;
  const project = new ProgramProject();
  /** Contexts are here, and not in the user's home. */
  const folder = path.join(project.directory, "docker");
  const proxies: EngineProxy[] = [];
  let version = 0;

  before(async () => {
    await project.make();
    await rotate();
  });

  after(async () => {
    for (const { close } of proxies) await close();
    await clear(namespace);
    await project.remove();
  });

  it("goes to that of DOCKER_CONTEXT, wherever DOCKER_CONFIG says that it is", async () => {
    const proxy = await proxied();
    writeContext("named", { Host: proxy.host });
    await assertGoesTo(proxy, { DOCKER_CONTEXT: "named" });
  });

  it("goes to that of the current context", async () => {
    const proxy = await proxied();
    writeContext("current", { Host: proxy.host });
    writeFileSync(path.join(folder, "config.json"), JSON.stringify({ currentContext: "current" }));
    await assertGoesTo(proxy, {});
  });

  it("goes to that of DOCKER_CONTEXT before the current one, over TLS, whatever DOCKER_CERT_PATH says", async () => {
    const [engine, client] = [await certificate("engine"), await certificate("client")];
    const proxy = await proxied({ ...engine, ca: client.cert, requestCert: true, rejectUnauthorized: true });
    writeContext(
      "secure",
      { Host: proxy.host },
      { "ca.pem": engine.cert, "cert.pem": client.cert, "key.pem": client.key },
    );
    await assertGoesTo(proxy, { DOCKER_CONTEXT: "secure", DOCKER_CERT_PATH: path.join(folder, "no-certificates") });
    assert.doesNotMatch(readFileSync(project.stateFile, "utf8"), /PRIVATE KEY/);
  });

  it("is refused in one sentence where DOCKER_HOST and DOCKER_CONTEXT are both set", async () => {
    const { host } = await proxied();
    for (const args of [["preview"], ["up", "--yes", "--skip-preview"]]) {
      const { exitCode, output } = await within({ DOCKER_HOST: host, DOCKER_CONTEXT: "named" }, args);
      assert.notEqual(exitCode, 0, output);
      assert.equal(
        diagnosticsOf(output),
        [
          "  pulumi:pulumi:Stack (busflow-secrets-dev):",
          "    error: DOCKER_HOST and DOCKER_CONTEXT are both set, and the Docker provider prefers DOCKER_CONTEXT where the Docker CLI prefers DOCKER_HOST.",
          "    Unset one of them.",
        ].join("\n"),
      );
    }
  });

  it("is refused in one sentence where the context does not exist", async () => {
    const { exitCode, output } = await within({ DOCKER_CONTEXT: "nowhere" }, ["preview"]);
    assert.notEqual(exitCode, 0, output);
    assert.equal(output.match(/^ +error: /gm)?.length, 1, output);
    assert.ok(output.includes(`The Docker context "nowhere" does not exist in ${folder}/contexts.`), output);
  });

  /** Previews and runs, and asserts that all of it, of both providers, went through the proxy. */
  async function assertGoesTo(proxy: EngineProxy, variables: Record<string, string>): Promise<void> {
    await rotate();
    const preview = await within(variables, ["preview", "--json"]);
    assert.equal(preview.exitCode, 0, preview.output);
    const { steps } = JSON.parse(preview.stdout) as {
      steps: { urn: string; newState?: { inputs?: { host?: string } } }[];
    };
    const provider = steps.find(({ urn }) => urn.endsWith("pulumi:providers:docker::docker"));
    // Not the address that stands for none: the engine has answered.
    assert.equal(provider?.newState?.inputs?.host, proxy.host);
    assert.deepEqual(proxy.writes(), []);
    const { exitCode, output } = await within(variables, ["up", "--yes", "--skip-preview"]);
    assert.equal(exitCode, 0, output);
    const writes = proxy.writes().map(({ path: what }) => what);
    // The one is the Docker provider's, the other the record's.
    assert.ok(writes.includes("/secrets/create"), writes.join(" "));
    assert.ok(
      writes.some((what) => what.startsWith("/configs/")),
      writes.join(" "),
    );
  }

  function within(variables: Record<string, string>, args: string[]) {
    const none = { DOCKER_HOST: "", DOCKER_CONTEXT: "", DOCKER_CERT_PATH: "", DOCKER_TLS_VERIFY: "" };
    return withEnvironment({ ...none, DOCKER_CONFIG: folder, ...variables }, () => project.run(args));
  }

  /** Declares the next version of the stack's one secret. */
  async function rotate(): Promise<void> {
    version += 1;
    const retain = version > 1 ? Array.from({ length: version - 1 }, (_, i) => i + 1) : [];
    const session = { class: "swarm-infra", current: version, retain, source: { kind: "random", length: 20 } };
    await project.configure({ namespace, secrets: { session }, services: {} });
  }

  async function proxied(tls?: object): Promise<EngineProxy> {
    const proxy = await countingProxy(tls === undefined ? {} : { tls });
    proxies.push(proxy);
    return proxy;
  }

  /** Writes a context as `docker context create` does. */
  function writeContext(name: string, docker: object, tls: Record<string, string> = {}): void {
    const id = createHash("sha256").update(name).digest("hex");
    const [meta, files] = [
      path.join(folder, "contexts", "meta", id),
      path.join(folder, "contexts", "tls", id, "docker"),
    ];
    mkdirSync(meta, { recursive: true });
    writeFileSync(path.join(meta, "meta.json"), JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker } }));
    mkdirSync(files, { recursive: true });
    for (const [file, text] of Object.entries(tls)) writeFileSync(path.join(files, file), text);
  }

  /** Makes a certificate that vouches for itself, and its key. */
  async function certificate(name: string): Promise<{ cert: string; key: string }> {
    const [cert, key] = [path.join(project.directory, `${name}.cert`), path.join(project.directory, `${name}.key`)];
    const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"];
    const subject = ["-subj", `/CN=${name}`, "-addext", "subjectAltName=IP:127.0.0.1"];
    await execa("openssl", ["req", "-x509", ...curve, ...subject, "-out", cert, "-keyout", key]);
    return { cert: readFileSync(cert, "utf8"), key: readFileSync(key, "utf8") };
  }
});
