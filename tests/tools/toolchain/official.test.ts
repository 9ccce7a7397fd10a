import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import process from "node:process";
import { execa } from "execa";
import { downloadOfficial, officialDir } from "../../../tools/toolchain/official.ts";
import { pulumiVersion } from "../../../tools/toolchain/versions.ts";
import { writeFakePulumi } from "../../support/programs.ts";
import { useTempDir } from "../../support/temp-dir.ts";

// The release host is a local server here that plays Pulumi's; the archive holds a pulumi that only knows its version.
describe("the official release", () => {
  const folder = useTempDir();
  let server: Server | undefined;
  const archive = `pulumi-v${pulumiVersion}-${process.platform}-${process.arch}.tar.gz`;

  const serve = async (listener: RequestListener): Promise<string> => {
    const started = createServer(listener);
    server = started;
    await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
  };

  const release = async (checksum?: string): Promise<RequestListener> => {
    const file = path.join(folder(), archive);
    writeFakePulumi(path.join(folder(), "release", "pulumi"), pulumiVersion);
    await execa("tar", ["-czf", file, "-C", path.join(folder(), "release"), "pulumi"]);
    const content = readFileSync(file);
    const sum = checksum ?? createHash("sha256").update(content).digest("hex");
    return (request, response) => {
      if (request.url === `/pulumi-${pulumiVersion}-checksums.txt`) response.end(`${sum}  ${archive}\n`);
      else if (request.url === `/${archive}`) response.end(content);
      else response.writeHead(404).end();
    };
  };

  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
    server = undefined;
  });

  const download = (url: string): ReturnType<typeof downloadOfficial> => downloadOfficial(folder(), pulumiVersion, url);

  it("is downloaded, checked and unpacked", async () => {
    const binDir = officialDir(folder(), pulumiVersion);
    const expected = { source: "official", version: pulumiVersion, binDir };
    assert.deepEqual(await download(await serve(await release())), expected);
    assert.ok(existsSync(path.join(binDir, "pulumi")));
  });

  it("is not used when its checksum is not the published one", async () => {
    const result = await download(await serve(await release("0".repeat(64))));
    assert.match((result as { unusable: string }).unusable, /and 0{64} was published/);
    assert.equal(existsSync(officialDir(folder(), pulumiVersion)), false);
  });

  it("is not used when no checksum is published", async () => {
    const url = await serve((_, response) => response.end("nothing of interest\n"));
    assert.deepEqual(await download(url), { unusable: `${url} publishes no checksum of ${archive}` });
  });

  it("is passed over when the host knows no such release", async () => {
    const url = await serve((_, response) => response.writeHead(404).end());
    const unusable = `${url}/pulumi-${pulumiVersion}-checksums.txt: it answers 404`;
    assert.deepEqual(await download(url), { unusable });
  });

  it("is passed over when the host refuses the connection", async () => {
    const url = await serve(() => undefined);
    server?.close();
    assert.match(((await download(url)) as { unusable: string }).unusable, /ECONNREFUSED/);
  });

  it("is passed over within seconds when the host accepts the connection and says nothing", async () => {
    const url = await serve(() => undefined);
    assert.match(((await download(url)) as { unusable: string }).unusable, /does not answer/);
  }).timeout(10_000);
});
