// Makes images out of programs of this machine; nothing is ever pulled.
import type Docker from "dockerode";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { finished } from "node:stream/promises";
import { execa } from "execa";
import { projectName } from "../paths.ts";

/** The parts of which an image is made. */
export interface ImageParts {
  /** Programs and libraries of this machine, by their path in the image; the shared libraries they need come along. */
  files: Record<string, string>;
  /** Symbolic links: what they point to, by their path in the image. */
  links?: Record<string, string>;
  /** Small text files, by their path in the image. */
  texts?: Record<string, string>;
  /** Settings of the image, as lines of a Dockerfile. */
  changes?: string[];
}

/** Imports an image of one layer into the engine behind `docker`, under `tag`. */
export async function importImage(docker: Docker, tag: string, parts: ImageParts): Promise<void> {
  const root = mkdtempSync(path.join(tmpdir(), `${projectName}-image-`));
  try {
    const at = (file: string): string => {
      const target = path.join(root, file);
      mkdirSync(path.dirname(target), { recursive: true });
      return target;
    };
    for (const [target, source] of Object.entries(parts.files)) copyFileSync(source, at(target));
    for (const library of await sharedLibraries(Object.values(parts.files))) {
      copyFileSync(library, at(library));
    }
    for (const [link, target] of Object.entries(parts.links ?? {})) symlinkSync(target, at(link));
    for (const [file, text] of Object.entries(parts.texts ?? {})) writeFileSync(at(file), text);
    mkdirSync(path.join(root, "tmp"));
    chmodSync(path.join(root, "tmp"), 0o1777);

    // The image's user has to be able to read everything, whatever this user's umask keeps from others.
    const flags = ["--numeric-owner", "--owner=0", "--group=0", "--mode=a+rX"];
    const tar = execa("tar", ["--create", ...flags, "--directory", root, "."], { buffer: false });
    const [repo, version] = tag.split(":");
    const answer = await docker.importImage(tar.stdout, { repo, tag: version, changes: parts.changes ?? [] });
    // The engine begins its answer before it has read everything, and the import ends only when the answer does.
    answer.resume();
    await Promise.all([tar, finished(answer)]);
    // A failure is only told in the answer's text. Asking for the image is the surer sign that the import succeeded.
    await docker.getImage(tag).inspect();
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** The shared libraries that programs need, and the loader, by the paths at which the programs look for them. */
async function sharedLibraries(programs: string[]): Promise<Set<string>> {
  const libraries = new Set<string>();
  for (const program of programs) {
    // ldd fails on programs that are linked statically, which need no libraries.
    const { stdout } = await execa("ldd", [program], { reject: false });
    for (const [, library] of stdout.matchAll(/(?:=>|^)\s*(\/\S+) \(0x/gm)) if (library) libraries.add(library);
  }
  return libraries;
}

/** Whether the engine has an image of that name. */
export async function hasImage(docker: Docker, tag: string): Promise<boolean> {
  try {
    await docker.getImage(tag).inspect();
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

/** Whether an error is an engine's answer that something does not exist. */
export const isNotFound = (error: unknown): boolean =>
  error instanceof Error && "statusCode" in error && error.statusCode === 404;
