import type { WalletTransaction } from "@cocoon/protocol/api";
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { type IdentityEngine, prove, type Purpose, PURPOSES, purposeOf } from "./identity.ts";
import { bringToFront } from "./links.ts";
import type { Settings } from "./own-storage.ts";
import {
  type ConnectedWallet,
  type SendWish,
  type WalletConnector,
  WalletError,
  type WalletOption,
} from "./port.ts";

/** Why the wallet on its way was to prove itself: a proof that comes after a restart is used for just that. */
const PURPOSE_KEPT_AS = "wallet.purpose";

/** What the person is to do in the wallet now, and the link that opens it; null for a wallet that is in the page. */
export interface Asking {
  readonly what: "connect" | "sign";
  readonly walletName: string;
  readonly link: string | null;
}

export interface WalletLinkOptions {
  readonly engine: IdentityEngine;
  readonly settings: Settings;
  readonly openLink: (url: string) => void;
  /** Fetches TON Connect's code, when it is first needed. */
  readonly load: () => Promise<WalletConnector>;
}

/** The person's wallet: how it is connected, what it proves, and what it is asked to sign. */
export class WalletLink {
  readonly #options: WalletLinkOptions;
  readonly #connector = signal<WalletConnector | null>(null);
  readonly #asking = signal<Asking | null>(null);
  #loading: Promise<WalletConnector> | null = null;
  #restored: Promise<void> = Promise.resolve();
  #connecting: AbortController | null = null;

  readonly wallet: ReadonlySignal<ConnectedWallet | null> = computed(
    () => this.#connector.value?.wallet.value ?? null,
  );

  constructor(options: WalletLinkOptions) {
    this.#options = options;
  }

  get asking(): ReadonlySignal<Asking | null> {
    return this.#asking;
  }

  async options(): Promise<readonly WalletOption[]> {
    return (await this.#open()).options();
  }

  /** Takes up what an earlier run left: the connection, and a proof that came meanwhile. */
  async resume(): Promise<void> {
    await this.#open();
    await this.#restored;
  }

  /**
   * Connects the wallet, and lets it prove itself. @param wanted what for; null: for what the account does not know of it yet
   * @throws WalletError, EngineError
   */
  async connect(option: WalletOption, wanted: Purpose | null): Promise<ConnectedWallet> {
    const connector = await this.#open();
    this.cancel();
    const connecting = new AbortController();
    this.#connecting = connecting;
    try {
      const purpose = wanted ?? (await purposeOf(this.#options.engine));
      await this.#options.settings.setSetting(PURPOSE_KEPT_AS, purpose);
      const proofPayload = purpose && (await this.#options.engine.challenge(purpose));
      this.#asking.value = { what: "connect", walletName: option.name, link: null };
      const onLink = (link: string) => this.#toWallet({ what: "connect", walletName: option.name, link });
      const wallet = await connector.connect(option, { proofPayload, onLink, signal: connecting.signal });
      await this.#accept(wallet).catch(async (error: unknown) => {
        await connector.disconnect();
        throw error;
      });
      return wallet;
    } finally {
      this.#asking.value = null;
    }
  }

  /** Stops waiting for a wallet that was asked to connect. */
  cancel(): void {
    this.#connecting?.abort();
    this.#connecting = null;
  }

  async disconnect(): Promise<void> {
    await (await this.#open()).disconnect();
  }

  /** Asks the wallet to sign and send. @returns the signed message, base64 @throws WalletError */
  async send(transaction: WalletTransaction, wish: SendWish): Promise<string> {
    const connector = await this.#open();
    if (!connector.wallet.peek()) await this.#restored;
    const wallet = connector.wallet.peek();
    if (!wallet) throw new WalletError("absent");
    const { name: walletName, universalLink } = wallet;
    const link = universalLink && bringToFront(universalLink);
    this.#asking.value = { what: "sign", walletName, link };
    const onAsked = () => {
      wish.onAsked();
      if (link !== null) this.#toWallet({ what: "sign", walletName, link });
    };
    try {
      return await connector.send(transaction, { ...wish, onAsked });
    } finally {
      this.#asking.value = null;
    }
  }

  #toWallet(asking: Asking): void {
    this.#asking.value = asking;
    if (asking.link !== null) this.#options.openLink(asking.link);
  }

  /** Once: the connector is fetched when it is first needed, and again at the next need where it did not come. */
  #open(): Promise<WalletConnector> {
    this.#loading ??= this.#load().catch((error: unknown) => {
      this.#loading = null;
      throw error;
    });
    return this.#loading;
  }

  async #load(): Promise<WalletConnector> {
    const connector = await this.#options.load();
    this.#connector.value = connector;
    // Offline there is nothing to take up; connecting anew tells why.
    this.#restored = connector.restore().catch(() => undefined);
    // A connection that was being made when the app was closed is made now.
    connector.wallet.subscribe((wallet) => {
      if (wallet?.proof && !this.#connecting) void this.#accept(wallet).catch(() => connector.disconnect());
    });
    return connector;
  }

  /** Uses a proof once, for what it was asked for. @throws EngineError; WalletError for a wallet of another account */
  async #accept(wallet: ConnectedWallet): Promise<void> {
    this.#connecting = null;
    const kept = await this.#options.settings.getSetting(PURPOSE_KEPT_AS);
    const purpose = PURPOSES.find((one) => one === kept) ?? null;
    await this.#options.settings.setSetting(PURPOSE_KEPT_AS, null);
    if (purpose && wallet.proof) return prove(this.#options.engine, purpose, wallet.proof);
    if ((await this.#options.engine.money.account()).wallet !== wallet.address)
      throw new WalletError("other_wallet");
  }
}
