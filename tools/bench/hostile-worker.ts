// Scans the folders that it is sent, in a thread of its own, and answers with the seconds of one core that each took.
import path from "node:path";
import process from "node:process";
import { parentPort } from "node:worker_threads";
import { ours } from "./scanners.ts";

// What loads with the first scan is no part of a measurement.
await ours.scan(path.join(import.meta.dirname, "minimal"));
parentPort?.on("message", (folder: string) => {
  const before = process.threadCpuUsage();
  void ours.scan(folder).then(() => {
    const { user, system } = process.threadCpuUsage(before);
    parentPort?.postMessage((user + system) / 1e6);
  });
});
