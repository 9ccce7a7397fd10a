import assert from "node:assert/strict";
import { mayBeRetired, retiredNames } from "../../scan/retired-names.ts";

const isRetired = retiredNames([".env.production"]);

describe("a retired file's name", () => {
  for (const [what, names] of Object.entries({
    "in any folder and case": [
      ".env.production",
      "a/b/.env.production",
      ".ENV.Production",
      "ENV.PRODUCTION",
      "a\\.env.production",
    ],
    "with anything behind it": [".local", ".tmpl", ".bak", "~", ".local.example", ".md", ".", " ", ".swp", "2"].map(
      (end) => `.env.production${end}`,
    ),
    "with anything before it": [
      "#.env.production#",
      "._.env.production",
      "backend.env.production",
      "api.production.env",
      "..env.production",
    ],
    "joined in another way": [
      ".envrc.production",
      "envfile.production",
      ".environment.production",
      ".env-production",
      ".env_production",
      ".envproduction",
      "env.production",
      "env-production",
      "env.production.txt",
    ],
    "among all others, encrypted": [".env.vault", "deploy/.env.vault"],
    "in letters that look the same": [".еnv.production", ".env.prοduction", ".εnv.productıon", ".env.ｐroduction"],
    "the other way round": ["production.env", "prod.env", "production-env", "production.env.local"],
    "in short, and with a word between": [
      ".env.live",
      "production.vars.env",
      ".env.produktion",
      ".env.prod",
      ".env.prd",
      ".env.eu.production",
      ".dotenv.production",
    ],
    "as a folder": [".env.production/x", "a/.env.production/b/c.txt"],
    "in a folder for environments": [
      "env/production",
      "config/env/production.local",
      ".envs/.production/.django",
      "env/production/api",
      ".env/production",
      "env.d/production",
    ],
    "in a folder of its environment": [
      "production/.env",
      "environments/production/.env",
      "prod/.env.example",
      "deploy/production/app.env",
    ],
    "in characters that look the same": [
      ".env\u200b.production",
      "\uff0eenv.production",
      ".\uff45nv.production",
      ".env.pr\u043educti\u043en",
    ],
  })) {
    it(`is known ${what}`, () => {
      assert.deepEqual(
        names.filter((name) => isRetired(name) === undefined),
        [],
      );
      assert.deepEqual(
        names.filter((name) => !mayBeRetired(name) && !/prod\w*.env/.test(name)),
        [],
      );
    });
  }

  it("is not what only has its words", () => {
    const harmless = [
      ...[
        ".env",
        "a/.env.example",
        ".env.staging",
        ".env.products",
        ".env.non-production",
        ".env.preproduction",
        "prod/.env.test",
      ],
      ...[
        "env.ts",
        "env.production.ts",
        "src/env-production.test.ts",
        "process.env.PRODUCTION",
        "import.meta.env.PROD",
      ],
      ...[
        "docs/env-production.md",
        "env/production/README.md",
        "tools/ci/check_no_env_production.sh",
        "check_no_env_production",
      ],
      ...[
        "env/production/main.tf",
        "env/production/modules/vpc/main.tf",
        "env/production/values.yaml",
        "config/environments/production.rb",
      ],
      ...[
        "products/env.ts",
        "production/main.tf",
        "envoy/production.yaml",
        "env/reproduction",
        ".venv/lib/prod",
        "node_env/production",
      ],
    ];
    assert.deepEqual(
      harmless.filter((name) => isRetired(name) !== undefined),
      [],
    );
  });

  it("is weaker where it may be something else", () => {
    assert.deepEqual(["env/production", "env-prod", "env.production", "a/.env-prod"].map(isRetired), [
      "word",
      "word",
      "file",
      "file",
    ]);
  });

  it("is as the list has it: another environment's, or .env itself", () => {
    const listed = retiredNames([".env.staging", ".env"]);
    assert.deepEqual(
      ["staging.env", "a/.ENV", ".env.production", ".env.example", "env/staging"].map(
        (name) => listed(name) !== undefined,
      ),
      [true, true, false, false, true],
    );
  });
});
