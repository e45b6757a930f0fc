import type { ConnectedAccount, ScriptedWallet } from "@cocoon/contracts/devchain";
import type {
  AppRequest,
  ConnectEvent,
  ConnectItem,
  ConnectItemReply,
  ConnectRequest,
  DeviceInfo,
  RpcMethod,
  WalletResponse,
} from "@tonconnect/protocol";

const PROTOCOL_VERSION = 2;
const ANSWER_MS = 10_000;
const BAD_REQUEST = 1;
const MANIFEST_NOT_FOUND = 2;
const REJECTED = 300;
const NOT_SUPPORTED = 400;

/** What the person behind the wallet says to what they are asked. */
export type Says = "yes" | "no";

/** What `sendTransaction` carries, as JSON in its one parameter. */
interface SentTransaction {
  readonly valid_until?: number;
  readonly network?: string;
  readonly from?: string;
  readonly messages: { address: string; amount: string; stateInit?: string; payload?: string }[];
}

export const device = (appName: string): DeviceInfo => ({
  platform: "browser",
  appName,
  appVersion: "1.0.0",
  maxProtocolVersion: PROTOCOL_VERSION,
  features: ["SendTransaction", { name: "SendTransaction", maxMessages: 4 }],
});

/**
 * A SIMULATED wallet's side of TON Connect, whatever carries it: it answers what a page asks. The contract and its signatures are
 * real, the person who confirms is `says`.
 */
export class ScriptedConnect {
  readonly #open: () => Promise<ScriptedWallet>;
  readonly #appName: string;
  /** May change while the wallet is connected. */
  says: Says = "yes";
  /** What it has sent to the chain: signed messages in base64. */
  readonly sent: string[] = [];
  #lastEvent = 0;

  /** @param open the wallet itself, when it is first needed */
  constructor(open: () => Promise<ScriptedWallet>, appName: string) {
    this.#open = open;
    this.#appName = appName;
  }

  async connect({ manifestUrl, items }: ConnectRequest): Promise<ConnectEvent> {
    if (this.says === "no") return this.#refused(REJECTED, "The person declined");
    const domain = await domainOf(manifestUrl);
    if (domain === null) return this.#refused(MANIFEST_NOT_FOUND, "The app has no manifest");
    const wallet = await this.#open();
    const replies = items.map((item) => replyOf(wallet, item, domain));
    return {
      event: "connect",
      id: this.#nextEvent(),
      payload: { items: replies, device: device(this.#appName) },
    };
  }

  /** As at a page that was connected before. */
  async restored(): Promise<ConnectEvent> {
    const items = [replyOf(await this.#open(), { name: "ton_addr" }, "")];
    return { event: "connect", id: this.#nextEvent(), payload: { items, device: device(this.#appName) } };
  }

  async answer(request: AppRequest<RpcMethod>): Promise<WalletResponse<RpcMethod>> {
    const { id, method } = request;
    if (method === "disconnect") return { id, result: {} };
    if (method !== "sendTransaction") return failure(id, NOT_SUPPORTED, "Only transactions are signed here");
    const transaction = JSON.parse(request.params[0]) as SentTransaction;
    const wallet = await this.#open();
    const fault = faultOf(wallet.account(), transaction);
    if (fault !== null) return failure(id, BAD_REQUEST, fault);
    if (this.says === "no") return failure(id, REJECTED, "The person declined");
    const { valid_until: validUntil, messages } = transaction;
    const result = await wallet.send({ validUntil, messages });
    this.sent.push(result);
    return { id, result };
  }

  #refused(code: number, message: string): ConnectEvent {
    return { event: "connect_error", id: this.#nextEvent(), payload: { code, message } };
  }

  #nextEvent(): number {
    this.#lastEvent += 1;
    return this.#lastEvent;
  }
}

function replyOf(wallet: ScriptedWallet, item: ConnectItem, domain: string): ConnectItemReply {
  if (item.name === "ton_addr") return { name: "ton_addr", ...wallet.account() };
  const proof = wallet.prove({ domain, payload: item.payload, nowMs: Date.now() });
  return { name: "ton_proof", proof };
}

/** What a wallet refuses before it asks anybody. */
function faultOf(
  account: ConnectedAccount,
  { valid_until: validUntil, network, from, messages }: SentTransaction,
): string | null {
  if (network !== undefined && network !== account.network) return "This is a wallet of another network";
  if (from !== undefined && from !== account.address) return "This is another wallet";
  if (validUntil !== undefined && validUntil * 1000 < Date.now()) return "The request has expired";
  return messages.length === 0 ? "There is no message" : null;
}

const failure = (id: string, code: number, message: string): WalletResponse<RpcMethod> => ({
  id,
  error: { code, message },
});

/** By the app's manifest, as wallets take it; null when there is none. */
async function domainOf(manifestUrl: string): Promise<string | null> {
  try {
    const response = await fetch(manifestUrl, { signal: AbortSignal.timeout(ANSWER_MS) });
    const { url } = (await response.json()) as { readonly url: string };
    return new URL(url).host;
  } catch {
    return null;
  }
}
