// Writes the private engine's daemon.json.
import { writeFileSync } from "node:fs";
import type { Layout } from "./layout.ts";

/** The settings that depend on whether the engine runs as processes or in a container. */
export interface EngineSettings {
  socket: string;
  dataDir: string;
  /** The group that may use the socket, besides root. */
  groupId: number;
  /** Whether overlayfs works on the disk of the data. */
  overlay: boolean;
}

/**
 * Writes the configuration of the private engine. `dockerd` reads this file instead of the machine's /etc/docker/daemon.json, so
 * that no setting for another engine reaches it.
 */
export function writeConfig(layout: Layout, settings: EngineSettings, engineMajor: number): void {
  const config = {
    "hosts": [`unix://${settings.socket}`],
    "group": String(settings.groupId),
    "data-root": settings.dataDir,
    "exec-root": "/run/private-engine",
    "pidfile": "/run/private-engine/docker.pid",
    // systemd does not know the engine's processes by the ids they have in their own namespace.
    "exec-opts": ["native.cgroupdriver=cgroupfs"],
    "cgroup-parent": `/${layout.name}`,
    "log-level": "warn",
    // Without this setting dockerd would make file systems in the machine's pool on ZFS, and subvolumes on Btrfs.
    "storage-driver": settings.overlay ? "overlay2" : "vfs",
    "features": { "containerd-snapshotter": false },
    // Without this setting engines before 23 make and share /etc/docker/key.json. Later engines refuse or ignore it.
    ...(engineMajor < 23 ? { "deprecated-key-path": `${settings.dataDir}/key.json` } : {}),
  };
  writeFileSync(layout.configFile, `${JSON.stringify(config, undefined, 2)}\n`);
}
