import assert from "node:assert/strict";
import { isDigestName, isPasswordName, isSecretName } from "../../scan/names.ts";

describe("the name of a setting", () => {
  it("is a secret's, in whatever way it is written", () => {
    for (const name of [
      ...[
        "password",
        "DB_PASSWORD",
        "dbPassword",
        "db-password",
        "dbpassword",
        "PGPASSWORD",
        "password2",
        "oldPasswords",
      ],
      ...["apiKey", "API_KEY", "x-api-key", "APIKey", "access_key", "jwt_key", "clientSecret", "githubToken"],
      ...["SLACK_WEBHOOK_URL", "webhook", "credentials", "ssh.passphrase"],
    ]) {
      assert.ok(isSecretName(name), name);
    }
  });

  it("is none of a secret where it is about one", () => {
    for (const name of [
      ...["passwordFile", "DB_PASSWORD_FILE", "token_type", "tokenExpiry", "secret_name", "api_key_id", "secretRef"],
      ...["primary_key", "key", "monkey", "passenger", "tokenize", "webhook_host", "publicKey", "password_policy", ""],
    ]) {
      assert.ok(!isSecretName(name), name);
    }
  });

  it("is a password's where a person chooses it", () => {
    for (const name of ["password", "DB_PASSWD", "pwd", "pass", "userPassword", "passphrase"]) {
      assert.ok(isPasswordName(name), name);
    }
    for (const name of ["token", "api_key", "bypass", "passes", "compass"]) assert.ok(!isPasswordName(name), name);
  });

  it("is a digest's, or of something else that is public and yet random", () => {
    for (const name of [
      "integrity",
      "sha256",
      "md5sum_sha1",
      "commit",
      "cacheKeyHash",
      "client_id",
      "etag",
      "publicPubkey",
    ]) {
      assert.ok(isDigestName(name), name);
    }
    for (const name of ["token", "shark", "password", "identity"]) assert.ok(!isDigestName(name), name);
  });
});
