// The rules of the stack config on a service's secrets and their targets. What trips each, with the exact message, and the near misses that do not.
import { describeRules, passes, trips } from "./cases.ts";
import { malformedTargets, versionedTargets, wellFormedTargets } from "../rotation/targets.ts";
import { goodConfig, withReference, withService } from "./config.ts";

const id = "not allowed. Set it to a number from 0 to 4294967294.";
const mode = 'Set it to four octal digits in quotes, such as "0444".';
const target =
  'not allowed. Set it to a file name, which goes under /run/secrets, or to an absolute path without "." and "..".';
const versionedTarget =
  "holds a version, so that the path would change with every rotation. Leave the version out of the target.";
const known = "Use a name under secrets, or declare it there.";
describeRules({
  "a service's secret": [
    passes("a name", withReference("db_writer")),
    passes("a mapping with the name only", withReference({ name: "db_writer" })),
    trips(
      "neither",
      withReference(4),
      "services.api.secrets[0]: not allowed. Set it to a secret's logical name, or a mapping with its name.",
    ),
    trips(
      "no name",
      withReference({ uid: 0 }),
      "services.api.secrets[0].name: missing. Set it to a secret's logical name.",
    ),
    trips(
      "a misspelt field",
      withReference({ name: "db_writer", traget: "x" }),
      "services.api.secrets[0].traget: unknown key. Did you mean target? Allowed here: name, target, uid, gid, mode, takeover.",
    ),
    trips(
      "a misspelt name",
      withReference("db_writter"),
      `services.api.secrets[0]: no secret is called db_writter. Did you mean db_writer? ${known}`,
    ),
    trips(
      "an unknown name",
      withReference({ name: "hcloud_token" }),
      `services.api.secrets[0]: no secret is called hcloud_token. ${known}`,
    ),
    trips(
      "a name that objects have of their own",
      withReference("constructor"),
      `services.api.secrets[0]: no secret is called constructor. ${known}`,
    ),
    trips(
      "a versioned name",
      withReference("db_writer_v4"),
      `services.api.secrets[0]: not a logical name. Did you mean db_writer? ${known}`,
    ),
    trips(
      "one listed twice with one target",
      withService({
        secrets: ["db_writer", "db_reader", { name: "db_writer", target: "/run/secrets/busflow_db_writer" }],
      }),
      "services.api.secrets[2]: db_writer is listed more than once with one target. List it once, or give it another target here.",
    ),
    ...["0", 0, 1000, "1000", 4_294_967_294].map((uid) =>
      passes(`${JSON.stringify(uid)} as uid and gid`, withReference({ name: "db_writer", uid, gid: uid })),
    ),
    ...[-1, "-1", 1.5, "007", "root", "", 4_294_967_295, null].map((uid) =>
      trips(
        `${JSON.stringify(uid)} as uid and gid`,
        withReference({ name: "db_writer", uid, gid: uid }),
        `services.api.secrets[0].uid: ${id}`,
        `services.api.secrets[0].gid: ${id}`,
      ),
    ),
    ...["0444", "0400", "0440", "0000"].map((bits) =>
      passes(`"${bits}" as mode`, withReference({ name: "db_writer", mode: bits })),
    ),
    ...["0777", "0644", "0446", "0555", "0600"].map((bits) =>
      trips(
        `"${bits}" as mode`,
        withReference({ name: "db_writer", mode: bits }),
        "services.api.secrets[0].mode: wider than 0444. Set a narrower mode, such as 0400 with the uid that the service runs as.",
      ),
    ),
    ...["444", "0888", "04444", "0o444", "r--r--r--", "", null].map((bits) =>
      trips(
        `${JSON.stringify(bits)} as mode`,
        withReference({ name: "db_writer", mode: bits }),
        `services.api.secrets[0].mode: not allowed. ${mode}`,
      ),
    ),
    trips(
      "a mode without quotes",
      withReference({ name: "db_writer", mode: 292 }),
      `services.api.secrets[0].mode: a number, and YAML reads 0444 as 292. ${mode}`,
    ),
  ],
  "a target": [
    ...wellFormedTargets.map((path) => passes(path, withReference({ name: "db_writer", target: path }))),
    ...[...malformedTargets, 5].map((path) =>
      trips(
        JSON.stringify(path),
        withReference({ name: "db_writer", target: path }),
        `services.api.secrets[0].target: ${target}`,
      ),
    ),
    ...versionedTargets.map((path) =>
      trips(
        path,
        withReference({ name: "db_writer", target: path }),
        `services.api.secrets[0].target: ${versionedTarget}`,
      ),
    ),
    trips(
      "another secret's target",
      withService({
        secrets: [
          { name: "db_reader", target: "db" },
          { name: "db_writer", target: "db" },
        ],
      }),
      "services.api.secrets[1]: has the same target as db_reader: /run/secrets/db. Give one of the two another target.",
    ),
    trips(
      "another secret's default target",
      withService({ secrets: ["db_reader", { name: "db_writer", target: "busflow_db_reader" }] }),
      "services.api.secrets[1]: has the same target as db_reader: /run/secrets/busflow_db_reader. Give one of the two another target.",
    ),
    trips(
      "another secret's target, spelt as a path",
      withService({ secrets: [{ name: "db_writer", target: "/run/secrets/busflow_db_reader" }, "db_reader"] }),
      "services.api.secrets[1]: has the same target as db_writer: /run/secrets/busflow_db_reader. Give one of the two another target.",
    ),
    trips(
      "one that cannot be, without a guess at what it is",
      withService({
        secrets: [
          { name: "db_writer", target: "busflow_db_reader" },
          { name: "db_reader", target: "a/b" },
        ],
      }),
      `services.api.secrets[1].target: ${target}`,
    ),
    passes(
      "the same file name in another directory",
      withService({ secrets: ["db_reader", { name: "db_writer", target: "/etc/busflow_db_reader" }] }),
    ),
    passes("the same target in another service", {
      ...goodConfig(),
      services: {
        api: { secrets: [{ name: "db_writer", target: "db" }] },
        worker: { secrets: [{ name: "db_reader", target: "db" }] },
      },
    }),
  ],
});
