// Whether a binding has something to do.
import type * as pulumi from "@pulumi/pulumi";
import { addsTicket } from "../swarm/tickets.ts";
import type { BindingInputs, BindingState, BoundSecret } from "./bound-secrets.ts";

export function diffBinding(olds: BindingState, news: BindingInputs): pulumi.provider.DiffResult {
  const replaces = (["namespace", "service"] as const).filter((key) => olds[key] !== news[key]);
  // What is said no more of an incident, or of a failed rotation, is over.
  const isReverted = news.reverted !== undefined && news.reverted !== olds.reverted;
  const demands = isReverted || addsTicket(news.reconnect, olds.reconnect);
  return { changes: replaces.length > 0 || demands || !sameSecrets(olds.secrets, news.secrets), replaces };
}

function sameSecrets(olds: Record<string, BoundSecret>, news: Record<string, BoundSecret>): boolean {
  const names = new Set([...Object.keys(olds), ...Object.keys(news)]);
  const keys = ["version", "secretName", "secretId", "target", "uid", "gid", "mode"] as const;
  return [...names].every((name) => {
    const [before, after] = [olds[name], news[name]];
    return before !== undefined && after !== undefined && keys.every((key) => before[key] === after[key]);
  });
}
