// The names by which the program, the provider, the policies and the tools know the same thing. They stand in the state of existing
// stacks and on existing Swarms, so none of them ever changes.

/** The types of the resources that the program declares and the policies look at. */
export const resourceTypes = {
  /** One version of a secret. */
  secret: "docker:index/secret:Secret",
  /** A service that a program declares as a resource. This program declares none; the pack judges those of programs that do. */
  service: "docker:index/service:Service",
  versionedSecret: "busflow:index:VersionedSecret",
  binding: "swarm:index:ServiceSecretBinding",
  record: "swarm:index:RotationRecord",
  stackSwarm: "swarm:index:StackSwarm",
  /** The root of all resources. */
  stack: "pulumi:pulumi:Stack",
} as const;

/** The types of objects among the properties of the provider's resources, as its package schema names them. */
export const propertyTypes = {
  boundSecret: "swarm:index:BoundSecret",
  replica: "swarm:index:Replica",
  verification: "swarm:index:Verification",
} as const;

/** The hooks that the program registers. The state keeps their names with each resource that they guard. */
export const hookNames = {
  beforeCreate: "busflow-before-create",
  beforeDelete: "busflow-before-delete",
  afterDelete: "busflow-after-delete",
  bindingBeforeDelete: "busflow-binding-before-delete",
} as const;

/** Set to 1 in the environment of a run that makes the state anew; see `tools/commands/rebuild-state.ts`. */
export const rebuildVariable = "BUSFLOW_REBUILD_STATE";

/** The text that stands in a preview for a value that only the run will tell. Pulumi's protocol fixes it. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
