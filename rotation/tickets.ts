// The tickets of the incidents for which a service has to connect anew, in one text, as a label holds them: "SEC-41,SEC-42".

/** The text for these tickets, each once; undefined for none. A ticket may be such a text itself. */
export function joinTickets(tickets: Iterable<string>): string | undefined {
  const text = [...new Set([...tickets].flatMap(split))].sort().join(",");
  return text === "" ? undefined : text;
}

/** Whether a text has a ticket that an earlier one has not. */
export function addsTicket(tickets: string | undefined, earlier: string | undefined): boolean {
  const known = split(earlier ?? "");
  return split(tickets ?? "").some((ticket) => !known.includes(ticket));
}

function split(text: string): string[] {
  return text.split(",").filter((ticket) => ticket !== "");
}
