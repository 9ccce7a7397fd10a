// The names by which the program, the provider, the policies and the tools know the same thing. The stacks and the Swarms that there
// are have these names in them: none of them ever changes.

/** The types of the resources that the program declares and the policies look at. */
export const resourceTypes = {
  /** One version of a secret. */
  secret: "docker:index/secret:Secret",
  /** A service that a program declares itself; this one declares none. */
  service: "docker:index/service:Service",
  versionedSecret: "busflow:index:VersionedSecret",
  binding: "swarm:index:ServiceSecretBinding",
  record: "swarm:index:RotationRecord",
  stackSwarm: "swarm:index:StackSwarm",
  /** The root of all resources. */
  stack: "pulumi:pulumi:Stack",
} as const;

/** The types of which the provider's resources have properties; its package schema has them by these names. */
export const propertyTypes = {
  boundSecret: "swarm:index:BoundSecret",
  replica: "swarm:index:Replica",
  verification: "swarm:index:Verification",
} as const;

/** The hooks that the program registers. The state has them by name, with each resource that they guard. */
export const hookNames = {
  beforeCreate: "busflow-before-create",
  beforeDelete: "busflow-before-delete",
  afterDelete: "busflow-after-delete",
  bindingBeforeDelete: "busflow-binding-before-delete",
} as const;

/** Set to 1 in the environment of a run that makes the state anew; see `tools/commands/rebuild-state.ts`. */
export const rebuildVariable = "BUSFLOW_REBUILD_STATE";

/** What stands in a preview for a value that only the run will tell; fixed by Pulumi's protocol. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
