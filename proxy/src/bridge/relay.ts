import { CocoonError } from "@cocoon/protocol/api";
import type { Log } from "../log.ts";
import { AccountLimits } from "../routes/account-limits.ts";
import { pipeEvents } from "./event-stream.ts";
import type { WalletApp } from "./wallets.ts";

/** Of one wallet's connection; a person needs a handful at a time. */
const POSTS_PER_MINUTE = 60;
/** Anybody may listen without an account, so what they can hold open is apart from what accounts have. */
const STREAMS_IN_ALL = 2_000;
const ANSWER_WITHIN_MS = 15_000;
const HEARTBEAT_MS = 15_000;

export interface BridgeMessage {
  readonly from: string;
  readonly to: string;
  readonly ttlSeconds: string;
  readonly topic: string | null;
  readonly body: string;
}

export interface BridgeRelayOptions {
  readonly wallets: readonly WalletApp[];
  /** Of this proxy: bridges tell wallets from where a message came, and wallets show it. */
  readonly origin: () => string;
  readonly log: Log;
  readonly heartbeatMs?: number;
}

/**
 * Carries what a page and a wallet say to one another between the page and the wallet's own bridge, so that the page needs no
 * foreign origin and the bridge learns no address of a person. What it carries is sealed between those two; it is neither kept
 * nor logged, and only the bridges that the operator named are ever asked.
 */
export class BridgeRelay {
  readonly wallets: readonly WalletApp[];
  readonly #options: BridgeRelayOptions;
  readonly #limits = new AccountLimits(POSTS_PER_MINUTE, STREAMS_IN_ALL);
  readonly #away = new Set<string>();

  constructor(options: BridgeRelayOptions) {
    this.wallets = options.wallets;
    this.#options = options;
  }

  /** What the bridge has for these sessions, until `ended` or the bridge ends it. @throws CocoonError */
  async events(
    id: string,
    query: { readonly sessions: string; readonly lastEventId: string | null },
    ended: AbortSignal,
  ): Promise<ReadableStream<Uint8Array>> {
    const wallet = this.#wallet(id);
    const close = this.#limits.openListener(query.sessions);
    try {
      const url = urlOf(wallet, "events", { client_id: query.sessions, last_event_id: query.lastEventId });
      const headers = { accept: "text/event-stream" };
      const { body } = await this.#ask(wallet, url, { headers }, ended);
      if (!body) throw new CocoonError("unavailable", "the wallet's bridge has no events");
      return pipeEvents(body, { heartbeatMs: this.#options.heartbeatMs ?? HEARTBEAT_MS, onEnd: close });
    } catch (error) {
      close();
      throw error;
    }
  }

  /** @throws CocoonError */
  async send(id: string, { from, to, ttlSeconds: ttl, topic, body }: BridgeMessage): Promise<void> {
    const wallet = this.#wallet(id);
    this.#limits.takePost(from);
    const url = urlOf(wallet, "message", { client_id: from, to, ttl, topic });
    const headers = { "content-type": "text/plain", origin: this.#options.origin() };
    const answer = await this.#ask(wallet, url, { method: "POST", headers, body }, null);
    await answer.body?.cancel();
  }

  #wallet(id: string): WalletApp {
    const wallet = this.wallets.find((one) => one.id === id);
    if (!wallet) throw new CocoonError("not_found");
    return wallet;
  }

  async #ask(wallet: WalletApp, url: URL, init: RequestInit, ended: AbortSignal | null): Promise<Response> {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), ANSWER_WITHIN_MS);
    const signal = ended ? AbortSignal.any([deadline.signal, ended]) : deadline.signal;
    try {
      const answer = await fetch(url, { ...init, redirect: "error", signal });
      if (!answer.ok) await answer.body?.cancel();
      this.#tell(wallet, answer.status);
      if (answer.status === 429) throw new CocoonError("rate_limited", "the wallet's bridge");
      if (!answer.ok) throw new CocoonError("unavailable", "the wallet's bridge refused it");
      return answer;
    } catch (error) {
      if (error instanceof CocoonError) throw error;
      if (!ended?.aborted) this.#tell(wallet, 0);
      throw new CocoonError("unavailable", "the wallet's bridge is out of reach");
    } finally {
      clearTimeout(timer);
    }
  }

  /** Once for each time that a bridge goes away, whoever asks it. A refusal of one message is no outage. */
  #tell({ id }: WalletApp, status: number): void {
    if (status > 0 && status < 500) this.#away.delete(id);
    else if (!this.#away.has(id)) {
      this.#away.add(id);
      this.#options.log("warn", "bridge_away", { wallet: id, status });
    }
  }
}

function urlOf(
  { bridgeUrl }: WalletApp,
  path: "events" | "message",
  query: Readonly<Record<string, string | null>>,
): URL {
  const url = new URL(`${bridgeUrl}/${path}`);
  for (const [name, value] of Object.entries(query)) if (value !== null) url.searchParams.set(name, value);
  return url;
}
