/**
 * Whether a process, by its command line, is a plugin that outlives a killed run and does nothing by itself: the bridged providers
 * look for their engine every five minutes only.
 */
export function isPatientPlugin(command: string): boolean {
  return /pulumi-resource-(?:docker|random)\b/.test(command);
}
