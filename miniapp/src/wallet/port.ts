import type { WalletTransaction } from "@cocoon/protocol/api";
import type { ReadonlySignal } from "@preact/signals";
import type { TonProofAnswer } from "../engine/port.ts";

/** A wallet that the proxy's list offers, and how it can be reached from here. */
export interface WalletOption {
  /** Its name in TON Connect's list. */
  readonly id: string;
  readonly name: string;
  /** On our own origin; null draws its first letter instead. */
  readonly iconUrl: string | null;
  /** By the proxy's relay, and the link that opens the wallet; null where it has no bridge. */
  readonly remote: { readonly bridgeUrl: string; readonly universalLink: string } | null;
  /** Key under which the wallet has put itself into this page; null where it has not. */
  readonly injectedKey: string | null;
}

export interface ConnectedWallet {
  readonly name: string;
  /** Raw. */
  readonly address: string;
  /** TON's id of the network, as text. */
  readonly network: string;
  /** What it signed when it connected, if it was asked to prove itself then. */
  readonly proof: TonProofAnswer | null;
  /** Null for a wallet that is in the page. */
  readonly universalLink: string | null;
}

export interface ConnectWish {
  /** What it is to sign as `ton_proof`, in hex; null asks for the address alone. */
  readonly proofPayload: string | null;
  /** Told once there is a link that opens the wallet. */
  readonly onLink: (link: string) => void;
  readonly signal: AbortSignal;
}

export interface SendWish {
  /** Told once the wallet has the request. */
  readonly onAsked: () => void;
  readonly signal: AbortSignal;
}

export type WalletProblem =
  | "declined"
  | "wrong_network"
  | "unsupported"
  | "absent"
  | "other_wallet"
  /** By the person: what the proxy made for the wallet is something else. */
  | "not_asked"
  | "cancelled"
  | "failed";

/** What a wallet did not do. */
export class WalletError extends Error {
  override readonly name = "WalletError";
  readonly code: WalletProblem;

  constructor(code: WalletProblem) {
    super(code);
    this.code = code;
  }
}

/** The person's own wallet. It alone signs; nothing it keeps of a connection leaves the device in the clear. */
export interface WalletConnector {
  readonly wallet: ReadonlySignal<ConnectedWallet | null>;
  options(): Promise<readonly WalletOption[]>;
  /** Takes up the connection of an earlier run, and one that was being made when it ended. */
  restore(): Promise<void>;
  /** @throws WalletError */
  connect(option: WalletOption, wish: ConnectWish): Promise<ConnectedWallet>;
  /** @returns the signed message, base64 @throws WalletError */
  send(transaction: WalletTransaction, wish: SendWish): Promise<string>;
  disconnect(): Promise<void>;
}
