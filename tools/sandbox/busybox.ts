// Makes an image with this machine's busybox, for containers that only have to run.
import { execa } from "execa";
import { UserError } from "../../rotation/user-error.ts";
import { installPackages } from "./apt.ts";
import { dockerAt } from "./engine-client.ts";
import { hasImage, importImage } from "./local-image.ts";
import { aptGet, findProgram } from "./machine.ts";

/** The image that {@link ensureBusyboxImage} makes. */
export const busyboxImage = "sandbox/busybox:local";

/** The path of this machine's busybox, which is installed as a package where that is possible. */
async function ensureBusybox(): Promise<string> {
  const apt = aptGet();
  if (findProgram("busybox") === undefined && apt !== undefined) await installPackages(apt, ["busybox-static"]);
  const busybox = findProgram("busybox");
  if (busybox !== undefined) return busybox;
  throw new UserError(
    "There is no busybox on this machine to make an image of.",
    "Install it with the system's package manager; on Debian and Ubuntu, as root: apt-get install busybox-static",
  );
}

/** The parts of an image with a busybox: the program and a link for each of its commands. */
export async function busyboxParts(): Promise<{ files: Record<string, string>; links: Record<string, string> }> {
  const busybox = await ensureBusybox();
  const { stdout } = await execa(busybox, ["--list"]);
  const commands = stdout.split("\n").filter((command) => command !== "" && command !== "busybox");
  return {
    files: { "/bin/busybox": busybox },
    links: Object.fromEntries(commands.map((command) => [`/bin/${command}`, "busybox"])),
  };
}

/**
 * Makes sure that an engine has the image `sandbox/busybox:local`: this machine's busybox with its commands as links, and
 * nothing else. Nothing is pulled.
 *
 * @param dockerHost the engine, as `unix:///path/of/docker.sock`
 * @returns the image's name
 */
export async function ensureBusyboxImage(dockerHost: string): Promise<string> {
  const docker = dockerAt(dockerHost.replace(/^unix:\/\//, ""));
  if (!(await hasImage(docker, busyboxImage))) {
    await importImage(docker, busyboxImage, { ...(await busyboxParts()), changes: [`CMD ["sh"]`] });
  }
  return busyboxImage;
}
