/** One replica that was seen running on the desired references. */
export interface Replica {
  taskId: string;
  nodeId: string;
  /** Number of the replica; undefined in a global service. */
  slot: number | undefined;
}
