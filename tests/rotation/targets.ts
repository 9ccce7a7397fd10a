// Spellings of targets, for the tests of whatever judges them. The secret is db_writer.

/** Targets as they should be, some of which nearly hold a version. */
export const wellFormedTargets = [
  ...["db", "db_writer.pem", "/run/secrets/db", "/etc/api_v2/key", "/srv/api/v1/key", "/etc/v2ray/key"],
  ...[
    "db_v",
    "db_v2_writer",
    "dbv2",
    "ipv4",
    "oauth_v2_client",
    "db_writer_v2ray",
    "db_writer_v",
    "/etc/db_writer/uri",
  ],
];

/** Targets that a rotation of the secret would change. */
export const versionedTargets = [
  ...["busflow_db_writer_v4", "db-v4", "db.V12", "/etc/db_v4", "db_v4.pem", "db-v2.conf", "db_v4.tar.gz", "db.v2"],
  ...["V2", "v2.pem", "/etc/db/v2", "/etc/db_writer_v5/uri", "/etc/db_writer/v5/uri", "/etc/db_writer.V5/a/uri"],
  ...["db_writer-v4-uri", "busflow_db_writer_v4_uri.txt"],
];

/** Texts that name no file, or name one in a way that is not the only one. */
export const malformedTargets = [
  ...[
    "",
    "/",
    ".",
    "..",
    "a/b",
    "./a",
    "../a",
    "a/",
    "a/../b",
    "/a/../b",
    "/a/./b",
    "//a",
    "/a//b",
    "/a/",
    "/.",
    "/..",
  ],
  ...["a b", "a\n", "a\0", "C:\\a", "a".repeat(256)],
];

/** Spellings that the Engine takes, by the file that it makes of each. */
export const spellings: Readonly<Record<string, readonly string[]>> = {
  "/run/secrets/db": [
    ...["db", "/run/secrets/db", "/run/secrets//db", "//run/secrets/db", "/run/./secrets/db", "/run/secrets/./db"],
    ...["./db", "x/../db", "/run/secrets/x/../db", "/run/x/../secrets/db", "db/", "/run/secrets/db/", "../secrets/db"],
  ],
  "/run/db": ["../db", "/run/db", "/run/secrets/../db"],
  "/run/secrets/a/b": ["a/b", "a//b", "/run/secrets/a/b"],
  "/etc/db": ["/etc/db", "/etc//db", "/etc/db/", "/../etc/db", "../../etc/db", "../../../etc/db"],
};
