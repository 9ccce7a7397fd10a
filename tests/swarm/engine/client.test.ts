import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { execa } from "execa";
import { connect } from "../../../swarm/engine/client.ts";
import { findSecret } from "../../../swarm/engine/secrets.ts";
import { countingProxy, fakeEngine } from "../../../tools/sandbox/engine-proxy.ts";
import { writeProgram } from "../../support/programs.ts";
import { assertRefused } from "../../support/swarm-refusal.ts";
import { dockerHost } from "../../../tools/sandbox/docker-host.ts";
import { useTempDir } from "../../support/temp-dir.ts";

const version = { ApiVersion: "1.41", Version: "20.10.24" };

describe("connecting to an engine", () => {
  const folder = useTempDir();

  it("takes the engine of DOCKER_HOST and says what it is", async () => {
    const connection = await connect();
    assert.equal(connection.address, dockerHost());
    assert.equal(connection.source, "DOCKER_HOST");
    assert.match(connection.apiVersion, /^1\.\d+$/);
    assert.match(connection.nodeId, /^[a-z0-9]{25}$/);
    assert.match(connection.swarmId, /^[a-z0-9]{25}$/);
    assert.equal(await connection.engine.text("/_ping"), "OK");
  });

  it("is not confused by what the variables say when it gets another address", async () => {
    const address = dockerHost();
    const before = { ...process.env };
    const misleading = {
      DOCKER_HOST: "tcp://192.0.2.1:2376",
      DOCKER_TLS_VERIFY: "1",
      DOCKER_CERT_PATH: "/no/such/folder",
    };
    try {
      Object.assign(process.env, misleading);
      assert.equal((await connect(address)).address, address);
      assert.equal(process.env["DOCKER_CERT_PATH"], misleading.DOCKER_CERT_PATH);
    } finally {
      for (const name of Object.keys(misleading)) Reflect.deleteProperty(process.env, name);
      Object.assign(process.env, before);
    }
  });

  it("says that a socket does not exist, and where its address comes from", async () => {
    const socket = `unix://${folder()}/no.sock`;
    await assertRefused(connect(undefined, { DOCKER_HOST: socket }), "unreachable", socket, "DOCKER_HOST", "ENOENT");
  });

  it("says that nothing listens", async () => {
    await assertRefused(connect("tcp://127.0.0.1:1"), "unreachable", "tcp://127.0.0.1:1", "nothing listens there");
  });

  it("says that a host's name is unknown", async () => {
    await assertRefused(
      connect("tcp://nowhere.invalid:2375"),
      "unreachable",
      "tcp://nowhere.invalid:2375: the host's name ",
    );
  });

  const refusedSwarms = [
    { swarm: { LocalNodeState: "inactive" }, code: "not-in-swarm", text: "docker swarm init" },
    { swarm: { LocalNodeState: "locked" }, code: "not-in-swarm", text: "docker swarm unlock" },
    { swarm: { LocalNodeState: "pending", Error: "no route" }, code: "not-in-swarm", text: "pending, no route" },
    {
      swarm: { LocalNodeState: "active", ControlAvailable: false, RemoteManagers: [{ Addr: "10.0.0.1:2377" }] },
      code: "not-a-manager",
      text: "10.0.0.1:2377",
    },
  ] as const;
  for (const { swarm, code, text } of refusedSwarms) {
    it(`refuses one whose Swarm is ${swarm.LocalNodeState}: ${code}`, async () => {
      const fake = await fakeEngine({ "/version": version, "/info": { Swarm: swarm } });
      try {
        await assertRefused(connect(fake.host), code, fake.host, text);
      } finally {
        await fake.close();
      }
    });
  }

  for (const { answers, text } of [
    { answers: { "/version": { ...version, ApiVersion: "1.39" } }, text: "speaks API 1.39" },
    { answers: { "/version": { hello: "world" } }, text: "is not a Docker Engine" },
    { answers: {}, text: "does not answer as a Docker Engine" },
  ]) {
    it(`refuses what ${text}`, async () => {
      const fake = await fakeEngine(answers);
      try {
        await assertRefused(connect(fake.host), "unsupported-engine", fake.host, text);
      } finally {
        await fake.close();
      }
    });
  }
});

describe("connecting over TLS", () => {
  const folder = useTempDir();

  /** Makes a certificate that vouches for itself, and its key. */
  async function certificate(name: string): Promise<{ cert: string; key: string }> {
    const [cert, key] = [path.join(folder(), `${name}.cert`), path.join(folder(), `${name}.key`)];
    const request = [
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:prime256v1",
      "-nodes",
      "-days",
      "1",
    ];
    const subject = ["-subj", `/CN=${name}`, "-addext", "subjectAltName=IP:127.0.0.1"];
    await execa("openssl", [...request, ...subject, "-out", cert, "-keyout", key]);
    return { cert: readFileSync(cert, "utf8"), key: readFileSync(key, "utf8") };
  }

  /** A proxy that asks for the client's certificate, and the environment to reach it. */
  async function setUp() {
    const [server, client] = [await certificate("server"), await certificate("client")];
    const proxy = await countingProxy({
      tls: { ...server, ca: client.cert, requestCert: true, rejectUnauthorized: true },
    });
    const files = { "ca.pem": server.cert, "cert.pem": client.cert, "key.pem": client.key };
    for (const [file, text] of Object.entries(files)) writeFileSync(path.join(folder(), file), text);
    return { proxy, environment: { DOCKER_HOST: proxy.host, DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: folder() } };
  }

  it("works when both sides know each other", async () => {
    const { proxy, environment } = await setUp();
    try {
      const { engine, address } = await connect(undefined, environment);
      assert.equal(address, proxy.host);
      assert.equal(await findSecret(engine, "no_such_secret"), undefined);
    } finally {
      await proxy.close();
    }
  });

  it("fails, naming the certificates' folder, when the engine's certificate is not trusted or for another name", async () => {
    const { proxy, environment } = await setUp();
    try {
      const { cert } = await certificate("stranger");
      const otherName = proxy.host.replace("127.0.0.1", "localhost");
      await assertRefused(connect(otherName, environment), "tls", otherName, folder());
      writeFileSync(path.join(folder(), "ca.pem"), cert);
      await assertRefused(connect(undefined, environment), "tls", proxy.host, "DOCKER_HOST", folder());
    } finally {
      await proxy.close();
    }
  });

  it("fails when the engine wants a client certificate and gets none, or gets plain HTTP", async () => {
    const { proxy, environment } = await setUp();
    try {
      await assertRefused(
        connect(undefined, { DOCKER_HOST: proxy.host, DOCKER_CONFIG: folder() + "/none" }),
        "unreachable",
        proxy.host,
      );
      rmSync(path.join(folder(), "cert.pem"));
      rmSync(path.join(folder(), "key.pem"));
      await assertRefused(connect(undefined, environment), "tls", proxy.host);
    } finally {
      await proxy.close();
    }
  });

  it("fails when certificate and key do not belong together", async () => {
    const { proxy, environment } = await setUp();
    try {
      writeFileSync(path.join(folder(), "key.pem"), (await certificate("other")).key);
      await assertRefused(connect(undefined, environment), "tls", folder(), "cannot be used");
    } finally {
      await proxy.close();
    }
  });
});

describe("connecting over ssh", () => {
  const folder = useTempDir();
  const systemPath = process.env["PATH"];
  afterEach(() => {
    process.env["PATH"] = systemPath;
  });

  /** Puts an `ssh` first on PATH that plays the part: no test machine has an SSH server for sure. */
  function fakeSsh(line: string): void {
    writeProgram(path.join(folder(), "ssh"), line);
    process.env["PATH"] = `${folder()}:${systemPath}`;
  }

  it("goes through the system's ssh, without questions, to `docker system dial-stdio`", async () => {
    const bridge = `const s = require("net").connect(process.argv[1]); process.stdin.pipe(s); s.pipe(process.stdout);`;
    const socket = dockerHost().replace("unix://", "");
    fakeSsh(`echo "$@" >> ${folder()}/calls; exec "${process.execPath}" -e '${bridge}' ${socket}`);
    const { engine, address } = await connect("ssh://ops@manager:2222");
    assert.equal(address, "ssh://ops@manager:2222");
    await Promise.all(Array.from({ length: 20 }, () => findSecret(engine, "no_such_secret")));
    const calls = readFileSync(path.join(folder(), "calls"), "utf8").trim().split("\n");
    const call = "-T -o BatchMode=yes -o ConnectTimeout=10 -l ops -p 2222 -- manager docker system dial-stdio";
    assert.deepEqual([...new Set(calls)], [call]);
    assert.ok(calls.length <= 4, `${calls.length} connections for 22 requests`);
  });

  it("says what ssh said when it fails", async () => {
    fakeSsh(`echo "ops@manager: Permission denied (publickey)." >&2; exit 255`);
    await assertRefused(
      connect("ssh://ops@manager"),
      "unreachable",
      "ssh://ops@manager",
      "Permission denied (publickey)",
    );
  });

  it("never takes a host for an option of ssh", async () => {
    fakeSsh(`for word in "$@"; do echo "$word"; done > ${folder()}/words; exit 255`);
    await assertRefused(connect("ssh://-oProxyCommand=x"), "unreachable", "ssh://-oProxyCommand=x");
    const words = readFileSync(path.join(folder(), "words"), "utf8").split("\n");
    assert.deepEqual(words.slice(words.indexOf("--")).slice(0, 2), ["--", "-oProxyCommand=x"]);
    assert.ok(!words.slice(0, words.indexOf("--")).join("\n").includes("ProxyCommand"), words.join(" "));
  });
});
