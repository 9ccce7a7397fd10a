// The private engine's daemon.json.
import { writeFileSync } from "node:fs";
import type { Layout } from "./layout.ts";

/** What differs between the homes of a private engine. */
export interface EngineSettings {
  socket: string;
  dataDir: string;
  /** The group that may use the socket, besides root. */
  groupId: number;
  /** Whether overlayfs works on the disk of the data. */
  overlay: boolean;
}

/**
 * Writes the configuration of the private engine. `dockerd` is told to read this instead of the machine's
 * /etc/docker/daemon.json, so nothing that is set there for another engine reaches it.
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
    // By itself, dockerd would make file systems in the machine's pool on ZFS and subvolumes on Btrfs.
    "storage-driver": settings.overlay ? "overlay2" : "vfs",
    "features": { "containerd-snapshotter": false },
    // Engines before 23 otherwise share, and make, /etc/docker/key.json; later ones refuse or ignore the setting.
    ...(engineMajor < 23 ? { "deprecated-key-path": `${settings.dataDir}/key.json` } : {}),
  };
  writeFileSync(layout.configFile, `${JSON.stringify(config, undefined, 2)}\n`);
}
