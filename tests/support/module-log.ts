// Loaded by Node before a program (`--import`): writes down which modules the process loads, one URL a line, in a file of its own.
import { appendFileSync } from "node:fs";
import { registerHooks } from "node:module";
import path from "node:path";
import process from "node:process";

const file = path.join(process.env["BUSFLOW_TEST_MODULES"] ?? "", String(process.pid));

registerHooks({
  load: (url, context, load) => {
    appendFileSync(file, `${url}\n`);
    return load(url, context);
  },
});
