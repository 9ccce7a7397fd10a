/** A file in a service's containers that shows a secret. */
export interface SecretReference {
  /** Name of the secret on the Swarm: `busflow_db_writer_v5`. */
  secretName: string;
  secretId: string;
  /** File name under /run/secrets, or an absolute path. */
  target: string;
  /** Owner of the file, a number as text: "0". */
  uid: string;
  gid: string;
  /** Permission bits: 0o444. */
  mode: number;
}
