// A real browser, for what people look at.
import { chromium, type Browser } from "playwright-core";
import { installPackages } from "./apt.ts";
import { aptGet, findProgram } from "./machine.ts";
import { UserError } from "../../rotation/user-error.ts";

/** Of Debian and Ubuntu; the browser shows nothing legible without any font. */
const packages = ["chromium", "fonts-dejavu-core"];

/**
 * Starts Debian's Chromium without a window, and installs it first where it is missing.
 *
 * @throws UserError when it is missing and cannot be installed
 */
export async function startBrowser(): Promise<Browser> {
  const executablePath = await findBrowser();
  // It asks nothing of its maker's servers. Its sandbox does not work for root, and the page shown is our own.
  const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];
  return await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic", ...quiet] });
}

async function findBrowser(): Promise<string> {
  const apt = aptGet();
  if (findProgram("chromium") === undefined && apt !== undefined) await installPackages(apt, packages);
  const found = findProgram("chromium");
  if (found === undefined) {
    throw new UserError("There is no Chromium on this machine.", "Install it so that `chromium` is on the PATH.");
  }
  return found;
}
