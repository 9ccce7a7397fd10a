// The rules of the stack config on where values come from. What trips each, with the exact message, and the near misses that do not.
import { describeRules, passes, trips } from "./cases.ts";
import { withSecret } from "./config.ts";

const randomExample = "Set it to a mapping such as { kind: random, length: 48 }.";
const length = "Set it to a whole number from 16 to 4096, without quotes.";
describeRules({
  "a secret's source": [
    passes("config", withSecret({ source: { kind: "config" } })),
    passes("random, the shortest", withSecret({ source: { kind: "random", length: 16 } })),
    passes("random, the longest", withSecret({ source: { kind: "random", length: 4096, special: false } })),
    trips("a word", withSecret({ source: "random" }), `secrets.db_writer.source: not allowed. ${randomExample}`),
    trips(
      "no kind",
      withSecret({ source: { length: 48 } }),
      "secrets.db_writer.source.kind: missing. Set it to one of: config, random.",
    ),
    trips(
      "a misspelt kind",
      withSecret({ source: { kind: "randon", length: 48 } }),
      "secrets.db_writer.source.kind: not allowed. Did you mean random? Set it to one of: config, random.",
    ),
    trips(
      "random without a length",
      withSecret({ source: { kind: "random" } }),
      `secrets.db_writer.source.length: missing. ${length}`,
    ),
    trips(
      "random, too short",
      withSecret({ source: { kind: "random", length: 15 } }),
      `secrets.db_writer.source.length: not allowed. ${length}`,
    ),
    trips(
      "random, too long",
      withSecret({ source: { kind: "random", length: 4097 } }),
      `secrets.db_writer.source.length: not allowed. ${length}`,
    ),
    trips(
      "special in quotes",
      withSecret({ source: { kind: "random", length: 48, special: "no" } }),
      "secrets.db_writer.source.special: not allowed. Set it to true or false, without quotes.",
    ),
    trips(
      "a misspelt field",
      withSecret({ source: { kind: "random", length: 48, lenght: 4 } }),
      "secrets.db_writer.source.lenght: unknown key. Did you mean length? Allowed here: kind, length, special.",
    ),
    trips(
      "a length with config",
      withSecret({ source: { kind: "config", length: 48 } }),
      "secrets.db_writer.source.length: unknown key. Allowed here: kind.",
    ),
  ],
});
