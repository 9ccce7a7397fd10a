// Times as the report shows them. Nobody knows in which zone it is read, so all are UTC's.

/** `4 Jan 2027`. */
export function dayOf(time: string): string {
  return new Date(time).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });
}

/** `4 Jan 2027, 10:04 UTC`. */
export function timeOf(time: string): string {
  const clock = new Date(time).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
  return `${dayOf(time)}, ${clock} UTC`;
}
