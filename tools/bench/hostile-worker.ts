// Scans a folder in a thread of its own, and answers with the seconds of one core that it took.
import process from "node:process";
import { parentPort, workerData } from "node:worker_threads";
import { ours } from "./scanners.ts";

// What loads with the first scan, as a pattern's compilation, is no part of the measurement.
await ours.scan(import.meta.dirname);
const before = process.threadCpuUsage();
await ours.scan(String(workerData));
const { user, system } = process.threadCpuUsage(before);
parentPort?.postMessage((user + system) / 1e6);
