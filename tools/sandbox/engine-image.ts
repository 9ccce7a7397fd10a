// Finds or makes the image of the private engine's container. It is Docker's own image where the user's engine has it already, else
// one made of the Docker Engine that is installed on this machine. Nothing is pulled.
import type Docker from "dockerode";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { step } from "../../cli/progress.ts";
import { UserError } from "../../rotation/user-error.ts";
import { busyboxParts } from "./busybox.ts";
import { checkEngineVersion } from "./ground.ts";
import type { Layout } from "./layout.ts";
import { hasImage, importImage } from "./local-image.ts";
import { findProgram } from "./machine.ts";

const official = { tag: "docker:28-dind", engineMajor: 28, isOurs: false };

const neededPrograms = ["dockerd", "containerd", "containerd-shim-runc-v2", "runc", "iptables"];
const usefulPrograms = ["docker-proxy", "docker-init", "ip6tables"];
// The folders from which iptables loads its extensions.
const extensionFolders = [
  "/usr/lib/x86_64-linux-gnu/xtables",
  "/usr/lib/aarch64-linux-gnu/xtables",
  "/usr/lib/xtables",
];

/** An image of a Docker Engine, on the user's engine. */
export interface EngineImage {
  tag: string;
  engineMajor: number;
  /** Whether the image was made for this sandbox, and is removed with it. */
  isOurs: boolean;
}

/**
 * Makes sure that the user's engine has an image of a Docker Engine.
 *
 * @param onMake is called with the name of an image right before it is made
 */
export async function ensureEngineImage(
  docker: Docker,
  layout: Layout,
  onMake: (tag: string) => void,
): Promise<EngineImage> {
  if (await hasImage(docker, official.tag)) return official;
  const dockerd = findProgram("dockerd");
  const missing = neededPrograms.filter((name) => findProgram(name) === undefined);
  if (dockerd === undefined || missing.length > 0) {
    throw new UserError(
      `The user's Docker Engine has no image ${official.tag}, and one cannot be made: this machine lacks ${missing.join(", ")}.`,
      `Get the image where there is a way to Docker Hub (docker pull ${official.tag}), or install Docker Engine on this machine.`,
    );
  }
  const engineMajor = await checkEngineVersion(dockerd);
  const tag = `sandbox/engine:${layout.name}`;
  if (!(await hasImage(docker, tag))) {
    onMake(tag);
    await step("making an image of this machine's Docker Engine", async () => {
      const busybox = await busyboxParts();
      await importImage(docker, tag, {
        files: { ...busybox.files, ...engineFiles() },
        links: busybox.links,
        texts: {
          "/etc/passwd": "root:x:0:0:root:/root:/bin/sh\n",
          "/etc/group": "root:x:0:\n",
          "/etc/os-release": "NAME=sandbox\n",
        },
        changes: ["ENV PATH=/usr/sbin:/usr/bin:/sbin:/bin"],
      });
    });
  }
  return { tag, engineMajor, isOurs: true };
}

function engineFiles(): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of [...neededPrograms, ...usefulPrograms]) {
    const program = findProgram(name);
    if (program !== undefined) files[`/usr/bin/${name}`] = program;
  }
  for (const folder of extensionFolders.filter((candidate) => existsSync(candidate))) {
    for (const name of readdirSync(folder)) files[path.join(folder, name)] = path.join(folder, name);
  }
  return files;
}
