// The schema by which a ledger is read back. It stands in a file of its own because zod takes a while to load, and most runs of the
// provider read no ledger.
import { z } from "zod";
import type { Ledger } from "./ledger.ts";

const time = z.iso.datetime();

const ledgerSchema = z.looseObject({
  versions: z.record(z.string().regex(/^[1-9]\d*$/), z.looseObject({ addedAt: time })),
  current: z.int().optional(),
  settledAt: time.optional(),
  retentionHours: z.number().optional(),
  incident: z
    .looseObject({
      ...{ ticket: z.string(), version: z.int(), discoveredAt: time, revokedAt: time },
      missedDeadline: z.boolean(),
    })
    .optional(),
  lingering: z.array(z.looseObject({ node: z.string(), hostname: z.string(), version: z.int() })).optional(),
});

/**
 * Reads a ledger from its text.
 *
 * @throws when the text is no ledger
 */
export function parseLedger(text: string): Ledger {
  return ledgerSchema.parse(JSON.parse(text)) as Ledger;
}
