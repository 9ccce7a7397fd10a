// Makes the image of the example services.
import type Docker from "dockerode";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { exampleImage } from "../example.ts";
import { projectDir } from "../paths.ts";
import { step } from "../../cli/progress.ts";
import { busyboxParts } from "./busybox.ts";
import { importImage, isNotFound } from "./local-image.ts";

const sourceDir = path.join(projectDir, "docker", "example");

/** The label that tells what an image was made of. */
export const sourceLabel = "example.source";

const settings = ["ENV PATH=/bin", "USER 1000:1000", "EXPOSE 8080", `CMD ["sh", "/app/serve.sh"]`];

/**
 * Makes sure that the engine has the image of the example services, made of the scripts in `docker/example/` and this machine's
 * busybox. Nothing is pulled. The image is made anew when a script or the busybox has changed; running services keep the image that
 * they were started with.
 *
 * @param docker the engine
 * @returns whether it had to be made
 * @throws UserError when this machine has no busybox and cannot get one
 */
export async function ensureExampleImage(docker: Docker): Promise<boolean> {
  const { files: programs, links } = await busyboxParts();
  const scripts = readdirSync(sourceDir).map((name) => [`/app/${name}`, path.join(sourceDir, name)]);
  const files = { ...programs, ...(Object.fromEntries(scripts) as Record<string, string>) };
  const source = sourceOf(files);
  if ((await sourceOfImage(docker)) === source) return false;
  await step(`making the image ${exampleImage}`, () =>
    importImage(docker, exampleImage, { files, links, changes: [...settings, `LABEL ${sourceLabel}=${source}`] }),
  );
  return true;
}

/** A hash that changes with whatever the image is made of. */
function sourceOf(files: Record<string, string>): string {
  const hash = createHash("sha256").update(JSON.stringify(settings));
  for (const [target, file] of Object.entries(files)) hash.update(`\0${target}\0`).update(readFileSync(file));
  return hash.digest("hex");
}

/** The hash of what the engine's image was made of; undefined when there is no image. */
async function sourceOfImage(docker: Docker): Promise<string | undefined> {
  try {
    const { Config } = await docker.getImage(exampleImage).inspect();
    return (Config.Labels as Record<string, string> | null)?.[sourceLabel];
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
