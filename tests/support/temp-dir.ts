import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** A folder for the tests of one `describe`, made before each test and removed after it, whatever happened. */
export function useTempDir(): () => string {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "busflow-test-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return () => folder;
}

/** A folder for a whole `describe`, whose tests are steps. */
export function useFolder(): () => string {
  let folder = "";
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "busflow-test-"));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return () => folder;
}
