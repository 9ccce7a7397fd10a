// The tickets of the incidents for which a service has to reconnect, as one text that fits into a label: "SEC-41,SEC-42".

/**
 * Joins tickets into one text, each of them once, sorted. An element may be such a text itself.
 *
 * @returns undefined when there is no ticket
 */
export function joinTickets(tickets: Iterable<string>): string | undefined {
  const text = [...new Set([...tickets].flatMap(split))].sort().join(",");
  return text === "" ? undefined : text;
}

/** Whether a text has a ticket that an earlier text does not have. */
export function addsTicket(tickets: string | undefined, earlier: string | undefined): boolean {
  const known = split(earlier ?? "");
  return split(tickets ?? "").some((ticket) => !known.includes(ticket));
}

function split(text: string): string[] {
  return text.split(",").filter((ticket) => ticket !== "");
}
