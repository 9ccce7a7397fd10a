// The SDK's server for providers, with what it has no place for: it takes any configuration, and no import (seen in 3.256 and 3.270).
import { createRequire } from "node:module";
import type { provider } from "@pulumi/pulumi";
import { main } from "@pulumi/pulumi/provider/server.js";

/** What a provider allows of its own properties, which the program declares and the state keeps. */
export interface ConfigurationRules<Properties> {
  /** Says what is wrong with the properties that the engine hands the provider at its start; undefined when nothing is. */
  refusal: (properties: Properties) => Promise<string | undefined>;
  /** The same of a change of them. */
  refusalOfChange: (olds: Properties, news: Properties) => string | undefined;
}

interface Struct {
  toJavaScript: () => object;
}

type Answer = (error: { code: number; details: string } | null, response?: unknown) => void;
type Handler<Request> = (call: { request: Request }, answer: Answer) => void;

/** Of the SDK's server: the requests of the protocol that are met here. */
interface Service {
  configure: Handler<{ getArgs: () => Struct | undefined }>;
  diffConfig: Handler<{ getOlds: () => Struct | undefined; getNews: () => Struct | undefined }>;
  read: Handler<{ getProperties: () => Struct | undefined; setProperties: (properties: Struct) => void }>;
}

/** FAILED_PRECONDITION of gRPC. */
const refused = 9;

// The very modules that the SDK's server has.
const sdk = createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi/provider/server.js"));
const { Server } = sdk("@grpc/grpc-js") as { Server: { prototype: { addService: (...args: unknown[]) => void } } };
const { Struct } = sdk("google-protobuf/google/protobuf/struct_pb.js") as { Struct: new () => Struct };

/**
 * Starts a provider and serves until the engine ends it. The SDK hands its service to gRPC in a function that cannot be got at: for as
 * long as it does so gRPC's own is replaced.
 *
 * @param args the arguments of the plugin's process
 * @throws Error when the SDK starts its server in another way than it did
 */
export async function serve<Properties extends object>(
  implementation: provider.Provider,
  args: string[],
  rules: ConfigurationRules<Properties>,
): Promise<void> {
  const { prototype } = Server;
  const { addService } = prototype;
  const met: unknown[] = [];
  prototype.addService = function (definition: unknown, service: unknown) {
    met.push(service);
    checkConfiguration(service as Service, rules);
    acceptImports(service as Service);
    addService.call(this, definition, service);
  };
  const started = main(implementation, args);
  prototype.addService = addService;
  if (met.length === 0)
    throw new Error("This version of @pulumi/pulumi starts its server for providers in another way than 3.256.");
  await started;
}

function checkConfiguration<Properties extends object>(
  service: Service,
  { refusal, refusalOfChange }: ConfigurationRules<Properties>,
): void {
  const configure = service.configure.bind(service);
  const diffConfig = service.diffConfig.bind(service);
  const propertiesOf = (struct: Struct | undefined): Properties => (struct?.toJavaScript() ?? {}) as Properties;
  service.configure = (call, answer) => {
    refusal(propertiesOf(call.request.getArgs())).then(
      (details) => {
        if (details === undefined) configure(call, answer);
        else answer({ code: refused, details });
      },
      (error: unknown) => {
        answer({ code: refused, details: String(error) });
      },
    );
  };
  service.diffConfig = (call, answer) => {
    const details = refusalOfChange(propertiesOf(call.request.getOlds()), propertiesOf(call.request.getNews()));
    if (details === undefined) diffConfig(call, answer);
    else answer({ code: refused, details });
  };
}

/** The request of `pulumi import` comes without properties, and the SDK stops at that before it asks the provider: it gets none. */
function acceptImports(service: Service): void {
  const read = service.read.bind(service);
  service.read = (call, answer) => {
    if (call.request.getProperties() === undefined) call.request.setProperties(new Struct());
    read(call, answer);
  };
}
