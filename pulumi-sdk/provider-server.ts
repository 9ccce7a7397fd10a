// Starts the SDK's server for providers, and adds two things that it lacks (seen in 3.256 and 3.270): it accepts any configuration
// without asking the provider, and it cannot import resources.
import { createRequire } from "node:module";
import type { provider } from "@pulumi/pulumi";
import { main } from "@pulumi/pulumi/provider/server.js";

/** The rules for a provider's own properties, which the program declares and the state keeps. */
export interface ConfigurationRules<Properties> {
  /** Says what is wrong with the properties that the engine hands the provider at its start; undefined when nothing is. */
  refusal: (properties: Properties) => Promise<string | undefined>;
  /** Says what is wrong with a change of these properties; undefined when nothing is. */
  refusalOfChange: (olds: Properties, news: Properties) => string | undefined;
}

interface Struct {
  toJavaScript: () => object;
}

type Answer = (error: { code: number; details: string } | null, response?: unknown) => void;
type Handler<Request> = (call: { request: Request }, answer: Answer) => void;

/** The requests of the protocol that are intercepted here, as the SDK's server handles them. */
interface Service {
  configure: Handler<{ getArgs: () => Struct | undefined }>;
  diffConfig: Handler<{ getOlds: () => Struct | undefined; getNews: () => Struct | undefined }>;
  read: Handler<{ getProperties: () => Struct | undefined; setProperties: (properties: Struct) => void }>;
}

/** The code FAILED_PRECONDITION of gRPC. */
const refused = 9;

// These have to be the very modules that the SDK's server uses, so they are resolved from its file.
const sdk = createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi/provider/server.js"));
const { Server } = sdk("@grpc/grpc-js") as { Server: { prototype: { addService: (...args: unknown[]) => void } } };
const { Struct } = sdk("google-protobuf/google/protobuf/struct_pb.js") as { Struct: new () => Struct };

/**
 * Starts a provider and serves until the engine ends it. The SDK passes its service to gRPC inside a function that cannot be changed
 * from outside, so gRPC's own function is replaced while the SDK does that.
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

/** Lets `pulumi import` work: its request has no properties, which the SDK does not accept, so it gets an empty set of them. */
function acceptImports(service: Service): void {
  const read = service.read.bind(service);
  service.read = (call, answer) => {
    if (call.request.getProperties() === undefined) call.request.setProperties(new Struct());
    read(call, answer);
  };
}
