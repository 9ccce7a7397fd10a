// Rules of the stack config as tables of cases.
import assert from "node:assert/strict";
import { problemsOf } from "./config.ts";

/** A config, and what a rule makes of it. */
export interface Case {
  what: string;
  config: Record<string, unknown>;
  /** The problems; none for a near miss. */
  problems: string[];
}

export function trips(what: string, config: Record<string, unknown>, ...problems: string[]): Case {
  return { what, config, problems };
}

export function passes(what: string, config: Record<string, unknown>): Case {
  return { what, config, problems: [] };
}

/** A test for each case, by the rules' names. */
export function describeRules(rules: Record<string, Case[]>): void {
  for (const [rule, cases] of Object.entries(rules)) {
    describe(`the stack config: ${rule}`, () => {
      for (const { what, config, problems } of cases) {
        it(`${problems.length === 0 ? "accepts" : "refuses"} ${what}`, () => {
          assert.deepEqual(problemsOf(config), problems);
        });
      }
    });
  }
}
