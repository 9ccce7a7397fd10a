import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import path from "node:path";
import { text } from "node:stream/consumers";
import { Engine, EngineError, NoAnswerError } from "../../../swarm/engine/engine.ts";
import { useTempDir } from "../../support/temp-dir.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

describe("a client of an engine", () => {
  const folder = useTempDir();
  let server: Server;
  let client: Engine;
  let answer: Answer;

  beforeEach(async () => {
    const socket = path.join(folder(), "a socket.sock");
    server = createServer((request, response) => {
      answer(request, response);
    });
    server.listen(socket);
    await once(server, "listening");
    client = Engine.at({ address: `unix://${encodeURI(socket)}`, source: "a test" });
  });
  afterEach(() => {
    client.close();
    server.closeAllConnections();
    server.close();
  });

  it("asks under its version of the API, with filters as JSON, and gets JSON", async () => {
    answer = ({ method, url, headers }, response) => {
      response.end(JSON.stringify([method, url, headers["content-length"] ?? "no content"]));
    };
    const query = { status: true, filters: { name: ["a&b"] } };
    const filters = encodeURIComponent(JSON.stringify(query.filters));
    assert.deepEqual(await client.speaking("1.45").request("/services", { query }), [
      ...["GET", `/v1.45/services?status=true&filters=${filters}`, "no content"],
    ]);
    assert.deepEqual(await client.request("/info"), ["GET", "/info", "no content"]);
    assert.deepEqual(await client.request("/secrets/x", { method: "DELETE" }), ["DELETE", "/secrets/x", "no content"]);
  });

  it("sends a body whose length is told in bytes, and takes an empty answer", async () => {
    let got = "";
    answer = (request, response) => {
      void text(request).then((body) => {
        got = `${request.method} ${request.headers["content-length"]} ${request.headers["content-type"]} ${body}`;
        response.end();
      });
    };
    assert.equal(await client.request("/x/update", { body: { Name: "ä" } }), undefined);
    assert.equal(got, 'POST 13 application/json {"Name":"ä"}');
  });

  it("sends numbers back with all the digits that they came with", async () => {
    const body = '{"ForceUpdate":18446744073709551615,"Replicas":2}';
    answer = (request, response) => {
      if (request.method === "GET") response.end(body);
      else void text(request).then((sent) => response.end(JSON.stringify(sent)));
    };
    const exact = await client.requestExactly("/services/x");
    assert.equal(await client.request("/services/x/update", { body: exact }), body);
  });

  for (const [what, status, content, message] of [
    ["its message", 409, '{"message":" taken \\n"}', "taken"],
    [
      "the beginning of what is no JSON",
      400,
      `Client sent HTTP${"!".repeat(300)}`,
      `Client sent HTTP${"!".repeat(184)}`,
    ],
    ["a redirection, which no engine answers with", 301, "elsewhere", "elsewhere"],
  ] as const) {
    it(`says of an error its status and ${what}`, async () => {
      answer = (_request, response) => response.writeHead(status, { location: "/" }).end(content);
      await assert.rejects(client.request("/x"), (error) => {
        assert.ok(error instanceof EngineError);
        assert.deepEqual([error.status, error.message], [status, message]);
        return true;
      });
    });
  }

  for (const [what, headers] of [
    ["of a known length", { "content-length": "100" }],
    ["in pieces", {}],
  ] as const) {
    it(`takes an answer ${what} that is cut short for none`, async () => {
      answer = (_request, response) => {
        response.writeHead(200, headers).write('{"a": 1}');
        setImmediate(() => response.destroy());
      };
      await assert.rejects(client.request("/x"), NoAnswerError);
    });
  }

  it("waits no longer than its limit, for the first byte or for the last one", async () => {
    const limited = { limitMs: 100 };
    const isLate = (error: unknown) =>
      error instanceof NoAnswerError && error.cause instanceof Error && error.cause.name === "TimeoutError";
    answer = () => undefined;
    await assert.rejects(client.request("/x", limited), isLate);
    answer = (_request, response) => response.writeHead(200).write("{");
    await assert.rejects(client.request("/x", limited), isLate);
  });

  it("says what the system says where nothing listens", async () => {
    const nobody = Engine.at({ address: `unix://${folder()}/none.sock`, source: "a test" });
    await assert.rejects(nobody.request("/x"), (error) => {
      return error instanceof NoAnswerError && (error.cause as NodeJS.ErrnoException).code === "ENOENT";
    });
  });

  it("keeps a connection for the next request", async () => {
    let connections = 0;
    server.on("connection", () => (connections += 1));
    answer = (_request, response) => response.end("{}");
    for (let i = 0; i < 5; i += 1) await client.request("/x");
    assert.equal(connections, 1);
  });

  it("asks a question once more when the connection had been closed meanwhile, and sends no change twice", async () => {
    const served = new Set<Socket>();
    const seen: string[] = [];
    answer = ({ method = "", socket }, response) => {
      seen.push(method);
      if (served.has(socket)) socket.destroy();
      else response.end("1");
      served.add(socket);
    };
    assert.deepEqual([await client.request("/a"), await client.request("/b")], [1, 1]);
    assert.deepEqual(seen, ["GET", "GET", "GET"]);
    await assert.rejects(client.request("/c", { body: {} }), NoAnswerError);
    assert.deepEqual(seen, ["GET", "GET", "GET", "POST"]);
  });
});
