/**
 * Makes the tests of the `describe` that calls it steps, each of which needs what the one before it left: after a failure the
 * rest is not tried. Mocha's own `bail` would then also skip every later suite that has it.
 */
export function inSteps(): void {
  let failed: string | undefined;
  afterEach(function () {
    if (this.currentTest?.isFailed() === true) failed ??= this.currentTest.title;
  });
  beforeEach(() => {
    if (failed !== undefined) throw new Error(`Not tried, as the step before it failed: ${failed}`);
  });
}
