// What the model reads of the Engine's answers, the real one's and the fake's.
import type { EngineReference } from "../../swarm/engine/references.ts";

/** The part of a service's spec that is looked at or changed; the rest goes back as it came. */
export interface Spec {
  Name: string;
  Labels: Record<string, string>;
  TaskTemplate: {
    ContainerSpec: { Secrets?: EngineReference[]; Env?: string[] };
    ForceUpdate?: number;
  };
  Mode: { Replicated?: { Replicas: number } };
  UpdateConfig?: { Parallelism?: number; Monitor?: number; FailureAction?: "pause" | "continue" | "rollback" };
}

export interface UpdateStatus {
  State: "updating" | "paused" | "completed" | "rollback_started" | "rollback_paused" | "rollback_completed";
  StartedAt: string;
  CompletedAt?: string;
  Message: string;
}

export interface Service {
  ID: string;
  Version: { Index: number };
  CreatedAt: string;
  UpdatedAt: string;
  Spec: Spec;
  PreviousSpec?: Spec;
  UpdateStatus?: UpdateStatus;
}

export interface Task {
  ID: string;
  ServiceID: string;
  Slot: number;
  NodeID: string;
  CreatedAt: string;
  DesiredState: string;
  Status: { State: string; Timestamp: string; Message: string; Err?: string; ContainerStatus?: { ExitCode: number } };
  Spec: Spec["TaskTemplate"];
}

/** A secret or a config. */
export interface Stored {
  ID: string;
  Version: { Index: number };
  CreatedAt: string;
  UpdatedAt: string;
  Spec: { Name: string; Labels: Record<string, string>; Data?: string };
}

/** All that there is on a Swarm at one moment. */
export interface Snapshot {
  services: readonly Service[];
  tasks: readonly Task[];
  secrets: readonly Stored[];
  configs: readonly Stored[];
}
