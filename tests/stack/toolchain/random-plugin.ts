// What the tests ask of the random plugin, in the words of the engine: secrets travel in envelopes, what is not known yet as a marker.
import assert from "node:assert/strict";
import rpc from "@pulumi/pulumi/runtime/rpc.js";
import protocol from "@pulumi/pulumi/proto/provider_pb.js";
import { answered, Empty, startPlugin, Struct } from "./plugin.ts";

/** The URN of a resource of that type of @pulumi/random. */
export const urnOf = (type: string): string => `urn:pulumi:dev::project::my:index:Parent$random:index/${type}::name`;
export const passwordUrn = urnOf("randomPassword:RandomPassword");
export const bytesUrn = urnOf("randomBytes:RandomBytes");

/** Inputs or state of a resource as the engine sends them. */
export type Properties = Readonly<Record<string, unknown>>;

/** Stands for a value that a preview does not know yet. */
export const unknown = rpc.unknownValue;

/** The value in an envelope that makes it secret for the engine. */
export function secret(value: unknown): Properties {
  return { [rpc.specialSigKey]: rpc.specialSecretSig, value };
}

/** The value without any envelope. */
export function plain(value: unknown): unknown {
  if (rpc.isRpcSecret(value)) return plain(rpc.unwrapRpcSecret(value));
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, plain(entry)]));
}

/** What an import or a refresh has found. */
export interface Found {
  id: string;
  state: Properties;
  inputs: Properties;
}

/** A running random plugin. Each method rejects with an Error that holds the plugin's own message. */
export interface RandomPlugin {
  version: () => Promise<string>;
  schema: () => Promise<unknown>;
  /** What the plugin makes of the inputs, and what it has against them. */
  check: (urn: string, inputs: Properties) => Promise<{ inputs: Properties; failures: string[] }>;
  create: (urn: string, inputs: Properties) => Promise<{ id: string; state: Properties }>;
  /** The names of the inputs that differ from those in the state, and of those for which the resource is replaced. */
  diff: (urn: string, state: Properties, inputs: Properties) => Promise<{ changes: string[]; replaces: string[] }>;
  /** Imports by the ID, or refreshes a state. */
  read: (urn: string, id: string, state?: Properties) => Promise<Found>;
  stop: () => Promise<void>;
}

type Message = { toJavaScript: () => unknown } | undefined;
const properties = (message: Message): Properties => (message?.toJavaScript() ?? {}) as Properties;

async function startRandomPlugin(): Promise<RandomPlugin> {
  const { client, stop } = await startPlugin("random", { PATH: "" });
  const configuration = new protocol.ConfigureRequest();
  configuration.setAcceptsecrets(true);
  configuration.setArgs(Struct.fromJavaScript({}));
  await answered((done) => client.configure(configuration, done));
  return {
    async version() {
      return (
        await answered<{ getVersion: () => string }>((done) => client.getPluginInfo(new Empty(), done))
      ).getVersion();
    },
    async schema() {
      const answer = await answered<InstanceType<typeof protocol.GetSchemaResponse>>((done) =>
        client.getSchema(new protocol.GetSchemaRequest(), done),
      );
      return JSON.parse(answer.getSchema()) as unknown;
    },
    async check(urn, inputs) {
      const request = new protocol.CheckRequest();
      request.setUrn(urn);
      request.setNews(Struct.fromJavaScript(inputs));
      const answer = await answered<InstanceType<typeof protocol.CheckResponse>>((done) => client.check(request, done));
      const failures = answer.getFailuresList().map((failure) => `${failure.getProperty()}: ${failure.getReason()}`);
      return { inputs: properties(answer.getInputs()), failures };
    },
    async create(urn, inputs) {
      const request = new protocol.CreateRequest();
      request.setUrn(urn);
      request.setProperties(Struct.fromJavaScript(inputs));
      const answer = await answered<InstanceType<typeof protocol.CreateResponse>>((done) =>
        client.create(request, done),
      );
      return { id: answer.getId(), state: properties(answer.getProperties()) };
    },
    async diff(urn, state, inputs) {
      const request = new protocol.DiffRequest();
      request.setId("none");
      request.setUrn(urn);
      request.setOlds(Struct.fromJavaScript(state));
      request.setNews(Struct.fromJavaScript(inputs));
      const answer = await answered<InstanceType<typeof protocol.DiffResponse>>((done) => client.diff(request, done));
      return { changes: answer.getDiffsList().sort(), replaces: answer.getReplacesList().sort() };
    },
    async read(urn, id, state) {
      const request = new protocol.ReadRequest();
      request.setId(id);
      request.setUrn(urn);
      if (state) request.setProperties(Struct.fromJavaScript(state));
      const answer = await answered<InstanceType<typeof protocol.ReadResponse>>((done) => client.read(request, done));
      return { id: answer.getId(), state: properties(answer.getProperties()), inputs: properties(answer.getInputs()) };
    },
    stop,
  };
}

/** Starts the plugin before the tests of a suite, and stops it after them. */
export function useRandomPlugin() {
  let running: RandomPlugin;

  before(async () => {
    running = await startRandomPlugin();
  });

  after(async () => {
    await running.stop();
  });

  return {
    plugin: () => running,

    /** A new resource's state without what the bridge keeps for itself, and without envelopes. */
    values: async (urn: string, inputs: Properties): Promise<Properties> => {
      const state = plain((await running.create(urn, inputs)).state) as Properties;
      return Object.fromEntries(Object.entries(state).filter(([name]) => name !== "id" && !name.startsWith("__")));
    },

    /** What is wrong with the inputs, in whatever words. */
    refusal: async (urn: string, inputs: Properties): Promise<string> => {
      try {
        return (await running.check(urn, inputs)).failures.join("\n");
      } catch (error) {
        return (error as Error).message;
      }
    },

    /** The names of the inputs for which the resource is replaced; a change that does not replace it is an error. */
    replacedBy: async (urn: string, state: Properties, inputs: Properties): Promise<string[]> => {
      const { changes, replaces } = await running.diff(urn, state, inputs);
      assert.deepEqual(changes, replaces);
      return replaces;
    },
  };
}
