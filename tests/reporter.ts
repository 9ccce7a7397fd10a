import Mocha from "mocha";

/** Mocha's own `spec` reporter, with a closing line that says the counts in words any CI can read. */
export default class Reporter extends Mocha.reporters.Spec {
  override epilogue(): void {
    super.epilogue();
    const { passes, failures } = this.stats;
    console.log(`${passes} passed, ${failures} failed`);
  }
}
