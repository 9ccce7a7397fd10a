// What the engine configures the provider with: the Swarm that the stack belongs to, as its state has it. A refresh and a destroy
// begin with that and run no program; where another Swarm answers, none of the stack's resources may be taken for gone.
import { createRequire } from "node:module";
import { foreignSwarm } from "../rotation/foreign-swarm.ts";
import { connect } from "../swarm/engine/client.ts";

/** The provider's own properties, in the program and in the state. */
interface ProviderProperties {
  /** The stack's name, for what is said. */
  stack?: string;
  /** The ID of the Swarm that the stack belongs to. */
  swarm?: string;
  /** The ID of the Swarm that the stack config names, and to which it may move. */
  moveTo?: string;
}

interface Struct {
  toJavaScript: () => Record<string, unknown>;
}

type Answer = (error: { code: number; details: string } | null, response?: unknown) => void;
type Handler<Request> = (call: { request: Request }, answer: Answer) => void;

interface Service {
  configure: Handler<{ getArgs: () => Struct | undefined }>;
  diffConfig: Handler<{ getUrn: () => string; getOlds: () => Struct | undefined; getNews: () => Struct | undefined }>;
}

/** FAILED_PRECONDITION of gRPC. */
const refused = 9;

/** Makes the SDK's server, which takes any configuration, refuse that of another Swarm. */
export function checkConfiguration(): void {
  // The very module that the SDK's server has.
  const sdk = createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi/provider/server.js"));
  const { Server } = sdk("@grpc/grpc-js") as { Server: { prototype: { addService: (...args: unknown[]) => void } } };
  const { addService } = Server.prototype;
  Server.prototype.addService = function (definition: unknown, service: unknown) {
    addService.call(this, definition, guard(service as Service));
  };
}

function guard(service: Service): Service {
  const configure = service.configure.bind(service);
  const diffConfig = service.diffConfig.bind(service);
  service.configure = (call, answer) => {
    const { swarm, stack = "" } = propertiesOf(call.request.getArgs());
    if (swarm === undefined) {
      configure(call, answer);
      return;
    }
    void connect().then(
      ({ swarmId: live }) => {
        if (live === swarm) configure(call, answer);
        else answer({ code: refused, details: foreignSwarm(swarm, live, stack).message });
      },
      // Without a way to the Swarm nothing is read from it. A preview may do without one.
      () => {
        configure(call, answer);
      },
    );
  };
  service.diffConfig = (call, answer) => {
    const olds = propertiesOf(call.request.getOlds());
    const { swarm, moveTo, stack = "" } = propertiesOf(call.request.getNews());
    if (olds.swarm === undefined || swarm === undefined || [olds.swarm, moveTo].includes(swarm))
      diffConfig(call, answer);
    else answer({ code: refused, details: foreignSwarm(olds.swarm, swarm, stack).message });
  };
  return service;
}

function propertiesOf(struct: Struct | undefined): ProviderProperties {
  return struct?.toJavaScript() ?? {};
}
