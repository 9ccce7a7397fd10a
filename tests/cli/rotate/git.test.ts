import assert from "node:assert/strict";
import { compareAddress } from "../../../cli/rotate/git.ts";

describe("the address at which a branch is compared", () => {
  it("follows from the remote's, however that is written", () => {
    const expected = "https://github.com/acme/shop/compare/main...rotate/db-v2?expand=1";
    for (const remote of [
      "git@github.com:acme/shop.git",
      "https://github.com/acme/shop",
      "https://x-access-token:abc@github.com/acme/shop.git",
      "ssh://git@github.com:22/acme/shop.git",
    ]) {
      assert.equal(compareAddress(remote, "main", "rotate/db-v2"), expected, remote);
    }
  });

  it("is not there for a folder", () => {
    for (const remote of ["/srv/git/shop.git", "file:///srv/git/shop.git", "../shop"]) {
      assert.equal(compareAddress(remote, "main", "rotate/db-v2"), undefined, remote);
    }
  });
});
