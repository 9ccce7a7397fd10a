import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { execa } from "execa";
import { projectDir, projectName } from "../../../tools/paths.ts";
import { findProgram } from "../../../tools/sandbox/machine.ts";
import { assertUserError, connect, describeAsRoot, run, runIn, useSandboxFolder } from "./support.ts";

/** Where no engine of a user answers. */
const nobody = { DOCKER_HOST: "unix:///nonexistent/docker.sock" };
const hide = (program: string): string => `mount --bind /dev/null ${findProgram(program) ?? program}`;

/** Shows the checkout to everybody, where it lies in a folder that others may not enter, such as root's home. */
function makeReadable(place: string): string {
  const above = projectDir.split(path.sep).map((_, index, steps) => steps.slice(0, index).join(path.sep));
  const closed = above.find((folder) => folder !== "" && (statSync(folder).mode & 0o1) === 0);
  if (closed === undefined) return "";
  const copy = path.join(place, "checkout");
  const mounted = `mount --bind ${projectDir} ${copy}; mount -t tmpfs -o mode=755 tmpfs ${closed}`;
  return `mkdir ${copy}; ${mounted}; mkdir -p ${projectDir}; mount --bind ${copy} ${projectDir};`;
}

describeAsRoot("the private Swarm on bad ground", () => {
  const { dir, sandbox } = useSandboxFolder();
  const up = ["up", "--dir", dir];

  /** Puts a program of that name before the machine's own. */
  const fake = (name: string, script: string): { PATH: string } => {
    const folder = mkdtempSync(path.join(dir, "bin-"));
    writeFileSync(path.join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return { PATH: `${folder}:${process.env["PATH"] ?? ""}` };
  };

  afterEach(async () => {
    await sandbox.reset();
  });

  it("names the disk that is too full", async () => {
    const small = path.join(dir, "small");
    mkdirSync(small);
    const scene = `mount -t tmpfs -o size=64m tmpfs ${small}; "$@"`;
    assertUserError(
      await runIn(scene, ["up", "--dir", small]),
      `The disk of ${small} has 0.1 GiB free`,
      "Free some space",
    );
  });

  it("names a socket path that is too long", async () => {
    const long = path.join(dir, "x".repeat(100));
    assertUserError(await run(["up", "--dir", long]), /too long \(\d+ bytes, at most 107\)/, "--dir");
  });

  it("names a folder that cannot be written", async () => {
    const scene = `mount -t tmpfs -o ro tmpfs ${dir}; "$@"`;
    assertUserError(await runIn(scene, up), `This user may not write to ${dir}`, "--dir");
  });

  it("tells a user who is not root, and has no engine, what to do", async () => {
    const own = mkdtempSync(path.join(tmpdir(), "busflow-nobody-"));
    try {
      await execa("chown", ["65534:65534", own]);
      const scene = `${makeReadable(own)} exec setpriv --reuid 65534 --regid 65534 --clear-groups -- "$@"`;
      const result = await runIn(scene, ["up", "--dir", path.join(own, "sandbox")], { ...nobody, HOME: own });
      assertUserError(
        result,
        "this user is not root, and no Docker Engine answers at unix:///nonexistent/docker.sock",
        "Run this as root",
        "usermod -aG docker",
      );
    } finally {
      rmSync(own, { recursive: true });
    }
  });

  it("tells root what to install where there is no dockerd and no apt", async () => {
    const scene = `${hide("dockerd")}; ${hide("apt-get")}; "$@"`;
    assertUserError(
      await runIn(scene, up, nobody),
      "has no dockerd and no apt-get to install it",
      "install Docker Engine",
    );
  });

  it("refuses an engine older than API 1.40", async () => {
    const env = fake("dockerd", "echo Docker version 18.09.9, build 039a7df");
    assertUserError(await run(up, env), "is Docker Engine 18.09.9, and 19.03 (API 1.40) is the oldest", "Update");
  });

  it("shows the last words of a dockerd that does not come up", async () => {
    const env = fake(
      "dockerd",
      `[ "$1" != --version ] || { echo Docker version 20.10.24, build 5d6db84; exit; }
echo 'time="2026-11-23T00:00:00Z" level=error msg="error reading the kernel parameter" error="none"'
echo 'failed to start daemon: Devices cgroup is not mounted'
exit 1`,
    );
    const result = await run(up, env);
    assertUserError(result, "ended while it started", "Devices cgroup is not mounted", `${dir}/engine/dockerd.log`);
    assert.doesNotMatch(result.all, /kernel parameter/);
    assert.equal((await sandbox.status()).state, "stopped");
  });

  it("names the network links that the kernel cannot make", async () => {
    const ip = findProgram("ip") ?? "ip";
    const env = fake(
      "ip",
      `case "$*" in *vxlan*) echo 'Error: Unknown device type.' >&2; exit 2;; esac; exec ${ip} "$@"`,
    );
    const result = await run(up, env);
    assertUserError(result, "network links of type vxlan", "Unknown device type", "modprobe vxlan", "CONFIG_VXLAN");
  });

  it("says so where namespaces are not allowed", async () => {
    const scene = `exec setpriv --bounding-set -sys_admin --inh-caps -sys_admin -- "$@"`;
    assertUserError(await runIn(scene, up), "cannot have them", "Operation not permitted", "--privileged");
  });

  it("works without overlayfs, and says that it is slow", async () => {
    const mount = findProgram("mount") ?? "mount";
    const env = fake("mount", `case "$*" in *overlay*) exit 32;; esac; exec ${mount} "$@"`);
    const { exitCode, all } = await run(up, env);
    assert.equal(exitCode, 0, all);
    assert.match(all, /overlayfs does not work here: .* slow/);
    assert.equal(((await connect(dir).info()) as { Driver: string }).Driver, "vfs");
  });
});

describeAsRoot("the private Swarm on a machine without dockerd, but with apt", () => {
  const { dir, sandbox } = useSandboxFolder();
  const record = path.join(dir, "apt.log");
  const policy = "/usr/sbin/policy-rc.d";
  const saved = path.join(dir, "dockerd");

  // /usr/sbin is covered by a copy-on-write one: what is installed there is gone with the mount namespace.
  const withoutDaemon = (machinePolicy: string): string => `
mount -t tmpfs tmpfs ${dir}/layers; mkdir ${dir}/layers/upper ${dir}/layers/work
mount -t overlay overlay -o lowerdir=/usr/sbin,upperdir=${dir}/layers/upper,workdir=${dir}/layers/work /usr/sbin
cp /usr/sbin/dockerd ${saved}; rm -f /usr/sbin/dockerd ${policy}
${machinePolicy}
`;
  const ownPolicy = `printf '#!/bin/sh\\nexit 104\\n' >${policy}; chmod +x ${policy}`;
  const apt = (install: string): string => {
    mkdirSync(path.join(dir, "layers"), { recursive: true });
    const folder = mkdtempSync(path.join(dir, "bin-"));
    const script = `#!/bin/sh
echo "$*" >>${record}
case "$*" in *install*) code=0; ${policy} docker start || code=$?; echo "policy: $code" >>${record}; ${install};; esac
`;
    writeFileSync(path.join(folder, "apt-get"), script, { mode: 0o755 });
    return `${folder}:${process.env["PATH"] ?? ""}`;
  };

  beforeEach(() => {
    writeFileSync(record, "");
  });

  afterEach(async () => {
    await sandbox.reset();
  });

  it("installs the packages without starting their services, and comes up", async () => {
    const scene = `${withoutDaemon("")} "$@"; [ ! -e ${policy} ]`;
    const result = await runIn(scene, ["up", "--dir", dir], { PATH: apt(`cp ${saved} /usr/sbin/dockerd`) });
    assert.equal(result.exitCode, 0, result.all);
    assert.match(result.all, /installing docker\.io \(apt-get\)/);
    const [update, install, answer] = readFileSync(record, "utf8").split("\n");
    assert.match(update ?? "", /update/);
    assert.match(install ?? "", /install .*--no-install-recommends .*docker\.io$/);
    assert.equal(answer, "policy: 101");
  });

  it("puts the machine's own policy back", async () => {
    const scene = `${withoutDaemon(ownPolicy)} "$@" || true; ${policy} || echo "afterwards: $?"`;
    const result = await runIn(scene, ["up", "--dir", dir], { ...nobody, PATH: apt("exit 100") });
    assert.match(result.all, /packages docker\.io cannot be installed/);
    assert.match(readFileSync(record, "utf8"), /policy: 101/);
    assert.match(result.all, /afterwards: 104/);
  });

  it("leaves the machine's own policy in force when it is killed meanwhile, and puts it back the next time", async () => {
    const again = `rm ${dir}/killed; "$@" || true; ${policy} || echo "in the end: $?"; [ ! -e ${policy}.before-${projectName} ]`;
    const scene = `${withoutDaemon(ownPolicy)} touch ${dir}/killed; "$@" || true; ${policy} || echo "meanwhile: $?"; ${again}`;
    const kill = `[ ! -e ${dir}/killed ] || kill -KILL $PPID; exit 100`;
    const result = await runIn(scene, ["up", "--dir", dir], { ...nobody, PATH: apt(kill) });
    assert.equal(result.exitCode, 0, result.all);
    assert.match(result.all, /meanwhile: 104[^]*in the end: 104/);
  });
});
