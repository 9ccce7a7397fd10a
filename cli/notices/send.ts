// Sends one notice, with a limit for each attempt and further attempts. What it says of a failure never has the address: whoever knows
// that can write to the channel.
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { Kept } from "../../inventory/notices.ts";
import type { Notice } from "./notice.ts";
import { slackText, webhookBody, type Sender } from "./text.ts";

/** How long one attempt may take, in milliseconds. */
const limitMs = 10_000;

/** How long to wait before each further attempt, in milliseconds. */
const pausesMs: readonly number[] = [1000, 4000];

/** Why a notice was not sent. */
interface Refusal {
  readonly why: string;
  /** Whether another attempt may come through. */
  readonly mayPass: boolean;
}

/**
 * Sends a notice.
 *
 * @param env the environment in which addresses and keys may be kept
 * @param pauses how long to wait before each further attempt, in milliseconds; default 1 s and 4 s
 * @returns why it could not be sent; undefined when it was
 */
export async function send(
  notice: Notice,
  sender: Sender,
  env: NodeJS.ProcessEnv,
  pauses: readonly number[] = pausesMs,
): Promise<string | undefined> {
  const { channel } = notice;
  const url = keptText(channel.url, env);
  if (typeof url !== "string") return url.why;
  if (!isSafe(url)) return `what ${placeOf(channel.url)} has is no https:// address`;
  const key = channel.key === undefined ? undefined : keptText(channel.key, env);
  if (typeof key === "object") return key.why;
  const attempt =
    channel.kind === "slack"
      ? () => toSlack(url, slackText(notice, sender))
      : () => toWebhook(url, key, notice.event, webhookBody(notice, sender));
  for (const pause of [...pauses, undefined]) {
    const refusal = await attempt();
    if (refusal === undefined) return undefined;
    if (!refusal.mayPass || pause === undefined) return refusal.why;
    await delay(pause);
  }
  return undefined;
}

async function toSlack(url: string, text: string): Promise<Refusal | undefined> {
  const { IncomingWebhook, IncomingWebhookHTTPError } = await import("@slack/webhook");
  try {
    await new IncomingWebhook(url, { timeout: limitMs }).send({ text, link_names: true, unfurl_links: false });
    return undefined;
  } catch (error) {
    return error instanceof IncomingWebhookHTTPError ? refused(error.statusCode) : unanswered;
  }
}

async function toWebhook(
  url: string,
  key: string | undefined,
  event: string,
  body: string,
): Promise<Refusal | undefined> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature =
    key === undefined ? undefined : createHmac("sha256", key).update(`${timestamp}.${body}`).digest("hex");
  try {
    const { ok, status } = await fetch(url, {
      method: "POST",
      body,
      headers: {
        "Content-Type": "application/json",
        "X-Secrets-Event": event,
        "X-Secrets-Timestamp": timestamp,
        ...(signature !== undefined && { "X-Secrets-Signature": `sha256=${signature}` }),
      },
      // An answer that leads elsewhere would take the notice to whom nobody has named.
      redirect: "error",
      signal: AbortSignal.timeout(limitMs),
    });
    return ok ? undefined : refused(status);
  } catch {
    return unanswered;
  }
}

const unanswered: Refusal = { why: "no answer", mayPass: true };

function refused(status: number): Refusal {
  return { why: `HTTP ${status}`, mayPass: status >= 500 || status === 429 || status === 408 };
}

/** A text from where it is kept, without the line end that a file has. */
function keptText(kept: Kept, env: NodeJS.ProcessEnv): string | { why: string } {
  const nothing = { why: `${placeOf(kept)} is not set` };
  if ("env" in kept) return filled(env[kept.env]) ?? nothing;
  try {
    return filled(readFileSync(kept.file, "utf8")) ?? nothing;
  } catch {
    return { why: `${placeOf(kept)} cannot be read` };
  }
}

function filled(text = ""): string | undefined {
  return text.trim() === "" ? undefined : text.trim();
}

function placeOf(kept: Kept): string {
  return "env" in kept ? `the variable ${kept.env}` : `the file ${kept.file}`;
}

/** Whether an address may be written to: encrypted, or on this machine. */
function isSafe(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" || (protocol === "http:" && ["127.0.0.1", "[::1]", "localhost"].includes(hostname));
}
