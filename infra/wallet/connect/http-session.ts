import { EventReader } from "@cocoon/proxy/testing/bridge";
import {
  type AppRequest,
  Base64,
  type ConnectRequest,
  hexToByteArray,
  type KeyPair,
  type RpcMethod,
  SessionCrypto,
  type WalletMessage,
} from "@tonconnect/protocol";
import type { ScriptedConnect } from "./scripted.ts";

const TTL_SECONDS = "300";
const AGAIN_MS = 1_000;

/** One connection of a wallet to a page by an HTTP bridge. */
export interface SessionKeys {
  /** The page's session: 32 bytes in hex. */
  readonly appId: string;
  /** The wallet's own; a new one without. */
  readonly keys?: KeyPair;
}

/**
 * A SIMULATED wallet at its end of an HTTP bridge: everything goes sealed between its own key and the page's, as TON Connect's
 * session protocol has it.
 */
export class HttpWalletSession {
  readonly #bridgeUrl: string;
  readonly #wallet: ScriptedConnect;
  readonly #appId: string;
  readonly #crypto: SessionCrypto;
  readonly #closing = new AbortController();
  #lastEventId = "";

  constructor(bridgeUrl: string, wallet: ScriptedConnect, { appId, keys }: SessionKeys) {
    this.#bridgeUrl = bridgeUrl;
    this.#wallet = wallet;
    this.#appId = appId;
    this.#crypto = new SessionCrypto(keys);
  }

  /** To take the connection up again in another run. */
  get keys(): KeyPair {
    return this.#crypto.stringifyKeypair();
  }

  /** Answers the request of the page's link, and then whatever it asks. @returns whether the wallet connected */
  async connect(request: ConnectRequest): Promise<boolean> {
    const event = await this.#wallet.connect(request);
    await this.#send(event);
    if (event.event !== "connect") return false;
    void this.listen();
    return true;
  }

  /** Until the page disconnects or {@link close}; a bridge that ends the stream is asked again. */
  async listen(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      await this.#readStream().catch(() => undefined);
      await pause(AGAIN_MS, this.#closing.signal);
    }
  }

  close(): void {
    this.#closing.abort();
  }

  async #readStream(): Promise<void> {
    const url = new URL(`${this.#bridgeUrl}/events`);
    url.searchParams.set("client_id", this.#crypto.sessionId);
    if (this.#lastEventId) url.searchParams.set("last_event_id", this.#lastEventId);
    const { signal } = this.#closing;
    const reader = new EventReader(await fetch(url, { signal }));
    for (;;) {
      const { id, data } = await reader.next();
      if (data === undefined) continue;
      this.#lastEventId = id ?? this.#lastEventId;
      await this.#take(data);
    }
  }

  async #take(data: string): Promise<void> {
    const { from, message } = JSON.parse(data) as { readonly from: string; readonly message: string };
    if (from !== this.#appId) return;
    const sealed = Base64.decode(message).toUint8Array();
    const request = JSON.parse(this.#crypto.decrypt(sealed, hexToByteArray(from))) as AppRequest<RpcMethod>;
    await this.#send(await this.#wallet.answer(request));
    if (request.method === "disconnect") this.close();
  }

  async #send(message: WalletMessage): Promise<void> {
    const url = new URL(`${this.#bridgeUrl}/message`);
    const query = { client_id: this.#crypto.sessionId, to: this.#appId, ttl: TTL_SECONDS };
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const sealed = this.#crypto.encrypt(JSON.stringify(message), hexToByteArray(this.#appId));
    const { ok, status } = await fetch(url, { method: "POST", body: Base64.encode(sealed) });
    if (!ok) throw new Error(`the bridge answered with ${status}`);
  }
}

const pause = (ms: number, ended: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (ended.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    ended.addEventListener("abort", end, { once: true });
  });
