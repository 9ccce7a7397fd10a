// What goes to which channel: the happenings of one event that a channel has not been told of are one notice.
import { ownersChannels, type Channel, type NoticeEvent, type Notices } from "../../inventory/notices.ts";
import type { Happening } from "./happening.ts";

/** What one channel is told at once. */
export interface Notice {
  readonly event: NoticeEvent;
  readonly channel: Channel;
  readonly happenings: readonly Happening[];
}

/** Which channels each happening has been told in, by its ID. */
export type Told = Readonly<Record<string, readonly string[]>>;

/**
 * The notices that are to be sent.
 *
 * @param told what was told before
 * @param oldest what happened before is not told any more: ISO 8601
 */
export function noticesDue(all: readonly Happening[], notices: Notices, told: Told, oldest: string): Notice[] {
  const due = all
    .filter(({ isReady, at }) => isReady && at >= oldest)
    .flatMap((happening) => channelsOf(happening, notices).map((channel) => ({ happening, channel })))
    .filter(({ happening, channel }) => told[happening.id]?.includes(channel.name) !== true);
  return [...Map.groupBy(due, ({ happening, channel }) => `${happening.event} ${channel.name}`).values()].flatMap(
    (parts) => {
      const [first] = parts;
      if (first === undefined) return [];
      const { channel, happening } = first;
      return { event: happening.event, channel, happenings: parts.map((part) => part.happening) };
    },
  );
}

/** The owners of what has happened whose channels are asked for and not declared. */
export function ownersWithoutChannel(all: readonly Happening[], { events, owners }: Notices): string[] {
  const asked = all.filter(({ event, isReady }) => isReady && events.get(event)?.includes(ownersChannels) === true);
  return [...new Set(asked.flatMap((happening) => happening.owners))].filter((owner) => !owners.has(owner)).sort();
}

/** What was told, with what has been told now. What has not happened any more by this reading is forgotten. */
export function withTold(told: Told, sent: readonly Notice[], all: readonly Happening[]): Told {
  const next = new Map(all.flatMap(({ id }) => (told[id] === undefined ? [] : [[id, told[id]] as const])));
  for (const { channel, happenings } of sent)
    for (const { id } of happenings) next.set(id, [...new Set([...(next.get(id) ?? []), channel.name])].sort());
  return Object.fromEntries([...next].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function channelsOf({ event, owners: concerned }: Happening, { channels, owners, events }: Notices): Channel[] {
  const names = (events.get(event) ?? []).flatMap((name) =>
    name === ownersChannels ? concerned.flatMap((owner) => owners.get(owner) ?? []) : [name],
  );
  return [...new Set(names)].flatMap((name) => channels.get(name) ?? []);
}
