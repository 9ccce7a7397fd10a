// The fake Swarm behind a unix socket: the part of the Engine's API that the program uses.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import path from "node:path";
import { json } from "node:stream/consumers";
import { neverEndIdle } from "../../tools/idle-connections.ts";
import type { Service, Spec, Stored, Task } from "./engine-types.ts";
import { FakeSwarm, Refusal } from "./fake-swarm.ts";

/** What a request's answer is made from. */
interface Request {
  method: string;
  /** Without the API's version: ["services", "busflow_api", "update"]. */
  parts: string[];
  query: URLSearchParams;
  body: unknown;
}

type Filters = Record<string, string[] | Record<string, boolean> | undefined>;

/** Decides about each request before it is answered and after: throws to answer with an error. */
export interface Gate {
  before(request: Pick<Request, "method" | "parts">): void;
  after(request: Pick<Request, "method" | "parts">): void;
}

/** Serves what `swarm` gives at the moment; returns the address. */
export async function serveSwarm(folder: string, swarm: () => FakeSwarm, gate: Gate): Promise<string> {
  const socket = path.join(folder, "engine.sock");
  const server = createServer((message, response) => {
    void answer(message, response, swarm(), gate);
  });
  neverEndIdle(server);
  server.listen(socket);
  await once(server, "listening");
  server.unref();
  return `unix://${socket}`;
}

async function answer(message: IncomingMessage, response: ServerResponse, swarm: FakeSwarm, gate: Gate): Promise<void> {
  const { pathname, searchParams: query } = new URL(message.url ?? "/", "http://engine");
  const parts = pathname.split("/").filter((part) => part !== "" && !/^v\d+\.\d+$/.test(part));
  const method = message.method ?? "GET";
  let status = 200;
  let result: unknown;
  try {
    const body = method === "POST" && message.headers["content-length"] !== "0" ? await json(message) : undefined;
    gate.before({ method, parts });
    result = route(swarm, { method, parts: parts.map(decodeURIComponent), query, body });
    gate.after({ method, parts });
  } catch (error) {
    status = error instanceof Refusal ? error.status : 500;
    result = { message: (error as Error).message };
  }
  response.writeHead(status, { "content-type": "application/json" });
  response.end(result === undefined ? "" : JSON.stringify(result));
}

function route(swarm: FakeSwarm, request: Request): unknown {
  const { method, parts, query } = request;
  const [kind, id, action] = parts;
  const version = Number(query.get("version"));
  const filters = JSON.parse(query.get("filters") ?? "{}") as Filters;
  if (kind === "_ping") return undefined;
  if (kind === "version") return { ApiVersion: "1.45", Version: "26.1.0" };
  if (kind === "info") return info();
  if (kind === "nodes")
    return [
      { ID: "node1", Spec: { Availability: "active" }, Status: { State: "ready" }, Description: { Hostname: "node1" } },
    ];
  if (kind === "tasks") {
    // Between two looks the Swarm gets a little further.
    swarm.step();
    return swarm.tasks.filter((task) => taskPasses(swarm, task, filters));
  }
  if (kind === "services") {
    if (id === undefined)
      return swarm.services.filter((service) => passes(service, filters)).map((service) => listed(swarm, service));
    if (id === "create") return { ID: swarm.createService(request.body as Spec).ID };
    if (method === "DELETE") swarm.removeService(id);
    else if (action === "update")
      swarm.updateService(id, version, request.body as Spec, query.get("rollback") === "previous");
    else return swarm.service(id);
    return action === "update" ? { Warnings: null } : undefined;
  }
  if (kind === "secrets" || kind === "configs") {
    if (id === undefined)
      return swarm[kind].filter((stored) => passes(stored, filters)).map((stored) => shown(kind, stored));
    if (id === "create") return { ID: swarm.create(kind, request.body as Stored["Spec"]).ID };
    if (method === "DELETE") swarm.remove(kind, id);
    else if (action === "update") swarm.update(kind, id, version, request.body as Stored["Spec"]);
    else return shown(kind, swarm.stored(kind, id));
    return undefined;
  }
  throw new Refusal(404, `the fake Swarm does not know ${method} /${parts.join("/")}`);
}

function info(): object {
  const Swarm = { NodeID: "node1", LocalNodeState: "active", ControlAvailable: true, Cluster: { ID: "swarm1" } };
  return { SystemTime: new Date().toISOString(), Swarm };
}

/** A secret's value is never shown. */
function shown(kind: "secrets" | "configs", stored: Stored): Stored {
  const { Data, ...spec } = stored.Spec;
  return kind === "secrets" || Data === undefined ? { ...stored, Spec: spec } : stored;
}

function listed(swarm: FakeSwarm, service: Service): object {
  const wanted = swarm.tasks.filter(
    ({ ServiceID, DesiredState }) => ServiceID === service.ID && DesiredState === "running",
  );
  const RunningTasks = wanted.filter(({ Status }) => Status.State === "running").length;
  return { ...service, ServiceStatus: { RunningTasks, DesiredTasks: service.Spec.Mode.Replicated?.Replicas ?? 1 } };
}

/** The Engine takes names and IDs for prefixes; of labels all have to fit, of the others one. */
function passes({ ID, Spec }: Service | Stored, filters: Filters): boolean {
  const labels = valuesOf(filters, "label").every((text) => {
    const [label = "", value] = text.split("=", 2);
    return label in Spec.Labels && (value === undefined || Spec.Labels[label] === value);
  });
  return labels && isPrefixed(ID, valuesOf(filters, "id")) && isPrefixed(Spec.Name, valuesOf(filters, "name"));
}

function taskPasses(swarm: FakeSwarm, { ID, ServiceID, DesiredState }: Task, filters: Filters): boolean {
  const [wanted] = valuesOf(filters, "service");
  const [desired] = valuesOf(filters, "desired-state");
  const isOf = wanted === undefined || swarm.service(wanted).ID === ServiceID;
  return isOf && (desired === undefined || desired === DesiredState) && isPrefixed(ID, valuesOf(filters, "id"));
}

function isPrefixed(text: string, prefixes: readonly string[]): boolean {
  return prefixes.length === 0 || prefixes.some((prefix) => text.startsWith(prefix));
}

function valuesOf(filters: Filters, name: string): string[] {
  const given = filters[name] ?? [];
  return Array.isArray(given) ? given : Object.keys(given);
}
