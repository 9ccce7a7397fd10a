// Loaded into a process before its program: kills it at one of its steps. A step is a change of a file, half of such a change, or the
// start of another program. KILL_AT is the step's number; without it all steps are noted in the file that STEPS names.
import childProcess from "node:child_process";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import process from "node:process";

const { writeFileSync } = fs;
const killAt = Number(process.env["KILL_AT"]);
const { STEPS: file } = process.env;
const notes = file === undefined ? undefined : fs.openSync(file, "a");
let steps = 0;

function step(what: string): void {
  steps += 1;
  if (notes !== undefined) fs.writeSync(notes, `${what}\n`);
  if (steps === killAt) process.kill(process.pid, "SIGKILL");
}

/** Puts a step before each call of a function. */
function watch(name: "mkdtempSync" | "renameSync" | "rmSync"): void {
  const original = fs[name] as (...args: unknown[]) => unknown;
  Object.assign(fs, {
    [name]: (...args: unknown[]) => {
      step(`${name} ${String(args[0])}`);
      return original(...args);
    },
  });
}

watch("mkdtempSync");
watch("renameSync");
watch("rmSync");
Object.assign(fs, {
  writeFileSync: (file: string, text: string, options: object) => {
    step(`before ${file}`);
    writeFileSync(file, text.slice(0, text.length / 2), options);
    step(`half of ${file}`);
    writeFileSync(file, text, options);
  },
});
const { spawn } = childProcess;
Object.assign(childProcess, {
  spawn: (...args: Parameters<typeof spawn>) => {
    step(`before ${args[0]}`);
    const child = spawn(...args);
    step(`after the start of ${args[0]}`);
    return child;
  },
});
syncBuiltinESMExports();
