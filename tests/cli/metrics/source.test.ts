import assert from "node:assert/strict";
import { metricsSource } from "../../../cli/metrics/source.ts";
import type { Reading } from "../../../cli/reading.ts";
import { emptyReading } from "./readings.ts";

describe("metricsSource", () => {
  const subject = () => ({ namespace: "shop", stack: "prod" });

  it("reads anew each time, and once for those who ask at the same moment", async () => {
    let reads = 0;
    const source = metricsSource(subject, () => {
      reads += 1;
      return Promise.resolve(emptyReading());
    });
    const texts = (await Promise.all([source(), source(), source()])).map(({ text }) => text);
    assert.equal(reads, 1);
    assert.equal(new Set(texts).size, 1);
    assert.match(texts[0] ?? "", /^swarm_secret_up\{namespace="shop",stack="prod"\} 1$/m);
    await source();
    assert.equal(reads, 2);
  });

  it("has nothing of an earlier reading where a later one fails, but when it was", async () => {
    const readings: (Reading | Error)[] = [new Error("gone"), emptyReading(), new Error("gone")];
    const source = metricsSource(subject, () => {
      const next = readings.shift();
      return next instanceof Error || next === undefined ? Promise.reject(next ?? new Error()) : Promise.resolve(next);
    });
    const lines = ({ text }: { text: string }): string[] => text.split("\n").filter((line) => /^[a-z]/.test(line));
    assert.deepEqual(lines(await source()), ['swarm_secret_up{namespace="shop",stack="prod"} 0']);
    assert.ok(lines(await source()).length > 10);
    const failed = await source();
    assert.match(String(failed.failure), /gone/);
    assert.deepEqual(lines(failed), [
      'swarm_secret_up{namespace="shop",stack="prod"} 0',
      `swarm_secret_last_read_timestamp_seconds{namespace="shop",stack="prod"} ${emptyReading().now.getTime() / 1000}`,
    ]);
  });
});
