import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { isIdentifier, isPublic, nkeySeed } from "../../scan/public-values.ts";
import { random } from "../../tools/bench/planted.ts";

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** A key of NATS with its checksum, bit by bit. */
function nkey(prefix: number): string {
  const bytes = [prefix, ...Buffer.from(random(32))];
  let sum = 0;
  for (const bit of bytes.flatMap((byte) => Array.from(byte.toString(2).padStart(8, "0"), Number))) {
    const carry = ((sum >> 15) & 1) ^ bit;
    sum = ((sum << 1) & 0xffff) ^ (carry === 1 ? 0x1021 : 0);
  }
  const bits = [...bytes, sum & 0xff, sum >> 8].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{5}/g) ?? []).map((five) => base32[Number.parseInt(five, 2)]).join("");
}

describe("a value that is made to be public", () => {
  it("is a public key, of any algorithm, and not the private one", () => {
    for (const make of [
      () => generateKeyPairSync("ed25519"),
      () => generateKeyPairSync("ec", { namedCurve: "P-256" }),
      () => generateKeyPairSync("rsa", { modulusLength: 2048 }),
    ]) {
      const { publicKey, privateKey } = make();
      assert.ok(isPublic(publicKey.export({ type: "spki", format: "der" }).toString("base64")));
      assert.ok(!isPublic(privateKey.export({ type: "pkcs8", format: "der" }).toString("base64")));
    }
    assert.ok(isPublic(Buffer.concat([Buffer.from("Ed"), Buffer.from(random(40))]).toString("base64")));
  });

  it("is a key of NATS with its checksum, and neither its seed nor another text of these letters", () => {
    for (const prefix of [0, 20 << 3, 14 << 3, 13 << 3, 2 << 3, 23 << 3]) {
      const key = nkey(prefix);
      assert.ok(isPublic(key), key);
      assert.ok(!isPublic(key.slice(0, -1) + (key.endsWith("A") ? "B" : "A")), key);
    }
    const seed = `SU${random(56, base32)}`;
    assert.ok(!isPublic(seed) && nkeySeed.test(seed));
  });

  it("is the beginning of a file", () => {
    for (const start of ["%PDF-1.6 ", "\x89PNG\r\n\x1a\n", "\xff\xd8\xff\xe0", "PK\x03\x04", "\x1f\x8b\x08"]) {
      assert.ok(isPublic(Buffer.from(start + random(30), "latin1").toString("base64")), start);
    }
  });

  it("is nothing that was drawn by chance", () => {
    for (let round = 0; round < 200; round++) assert.ok(!isPublic(random(44)) && !isPublic(random(56, base32)));
  });
});

describe("a name with an identifier in it", () => {
  it("ends in a hash or a UUID, or has one between its words", () => {
    const uuid = crypto.randomUUID();
    const hash = random(20, "0123456789abcdef");
    for (const name of [
      ...[`default-route-${hash}`, `tlsroute-bar-my-gateway-ep-tls-0-${hash}-wrr`, `httpclient+${uuid}`],
      ...[`authorization/${uuid}`, `_nomad-task-${uuid}-group-web`, "gke-dev-main-n2s8-2-14d53341-9hkr", uuid],
      ...["metrics-server-v1-7d9c5b8f6c-x2x4q", `k8s_web_web-5j8s8_kube-system_${uuid}_0`],
    ]) {
      assert.ok(isIdentifier(name), name);
    }
  });

  it("is none where what stands behind the words is long enough for a secret", () => {
    for (const value of [
      `myapp-prod-${random(32)}`,
      `live_${random(24)}`,
      `web-${random(40, "abcdefghij0123456789")}`,
    ]) {
      assert.ok(!isIdentifier(value), value);
    }
    const taken = Array.from({ length: 500 }, () => random(32, `${base32}abcdefghijklmnopqrstuvwxyz0189-_`)).filter(
      isIdentifier,
    );
    assert.ok(taken.length <= 5, taken.join(" "));
  });
});
