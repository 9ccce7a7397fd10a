/** A file in a service's containers that shows a secret. */
export interface SecretReference {
  /** Name of the secret on the Swarm: `busflow_db_writer_v5`. */
  secretName: string;
  /** The Swarm's ID of that secret. */
  secretId: string;
  /** File name under /run/secrets, or an absolute path. */
  target: string;
  /** The file's owner in the container, a number as text: "0". */
  uid: string;
  /** The file's group in the container, a number as text: "0". */
  gid: string;
  /** Permission bits, as a number: 0o444. */
  mode: number;
}
