import type { WalletTransaction } from "@cocoon/protocol/api";
import { parseTonAddress } from "@cocoon/protocol/money";
import { type ReadonlySignal, signal } from "@preact/signals";
import {
  TonConnect,
  UserRejectsError,
  type Wallet,
  type WalletConnectionSource,
  WalletMissingRequiredFeaturesError,
  WalletNotInjectedError,
  WalletNotSupportFeatureError,
  WalletWrongNetworkError,
} from "@tonconnect/sdk";
import { readWallets, WALLETS_PATH } from "./list.ts";
import type { ConnectStorage } from "./own-storage.ts";
import {
  type ConnectedWallet,
  type ConnectWish,
  type SendWish,
  type WalletConnector,
  WalletError,
  type WalletOption,
} from "./port.ts";

/** A wallet that is gone need not be told for long. */
const GOODBYE_MS = 3_000;
/** As in a list of wallets; a wallet may call itself anything. */
const NAME_LENGTH = 64;

export interface ConnectorOptions {
  /** Of the page, which is the proxy's. */
  readonly origin: string;
  readonly storage: ConnectStorage;
}

/** A wallet's own object in the page, by TON Connect's convention. */
const injected = (key: string): boolean => {
  const found = (globalThis as Record<string, unknown>)[key] as { readonly tonconnect?: unknown } | undefined;
  return typeof found?.tonconnect === "object" && found.tonconnect !== null;
};

/** TON Connect by its SDK: no list, bridge, analytics or storage but our own. */
export class TonConnectConnector implements WalletConnector {
  readonly #origin: string;
  readonly #sdk: TonConnect;
  readonly #wallet = signal<ConnectedWallet | null>(null);
  #options: readonly WalletOption[] = [];
  #chosen: WalletOption | null = null;

  constructor({ origin, storage }: ConnectorOptions) {
    this.#origin = origin;
    this.#sdk = new TonConnect({
      manifestUrl: `${origin}/app/tonconnect-manifest.json`,
      walletsListSource: WALLETS_PATH,
      analytics: { mode: "off" },
      storage,
    });
    this.#sdk.onStatusChange(
      (wallet) => {
        this.#wallet.value = wallet && this.#connected(wallet);
      },
      () => undefined,
    );
  }

  get wallet(): ReadonlySignal<ConnectedWallet | null> {
    return this.#wallet;
  }

  async options(): Promise<readonly WalletOption[]> {
    const response = await fetch(WALLETS_PATH, { credentials: "omit" });
    const text = response.ok ? await response.text() : "";
    this.#options = readWallets(text, { origin: this.#origin, injected });
    return this.#options;
  }

  async restore(): Promise<void> {
    await this.options();
    const known = new Promise<void>((resolve) => this.#sdk.onStatusChange((wallet) => wallet && resolve()));
    // The SDK also waits until the bridge is open, which nobody here needs to know.
    await Promise.race([this.#sdk.restoreConnection(), known]);
  }

  async connect(option: WalletOption, wish: ConnectWish): Promise<ConnectedWallet> {
    await this.disconnect();
    this.#chosen = option;
    return new Promise((resolve, reject) => {
      const done = () => {
        stop();
        wish.signal.removeEventListener("abort", cancelled);
      };
      const cancelled = () => {
        done();
        reject(new WalletError("cancelled"));
      };
      const stop = this.#sdk.onStatusChange(
        (wallet) => {
          if (!wallet) return;
          done();
          const connected = this.#connected(wallet);
          if (connected) resolve(connected);
          else reject(new WalletError("unsupported"));
        },
        (error) => {
          done();
          reject(problemOf(error));
        },
      );
      wish.signal.addEventListener("abort", cancelled);
      try {
        this.#ask(option, wish);
      } catch (error) {
        done();
        reject(problemOf(error));
      }
    });
  }

  #ask(option: WalletOption, { proofPayload, onLink, signal: aborted }: ConnectWish): void {
    const source = sourceOf(option);
    const request = proofPayload === null ? {} : { tonProof: proofPayload };
    const link = this.#sdk.connect(source, request, { signal: aborted }) as string | undefined;
    if (typeof link === "string") onLink(link);
  }

  /** The SDK asks the bridge without end; whoever calls says by the signal how long that makes sense. */
  async send({ validUntil, network, messages }: WalletTransaction, wish: SendWish): Promise<string> {
    if (!this.#sdk.connected) throw new WalletError("absent");
    const [{ stateInit, ...message }] = messages;
    const request = {
      validUntil,
      network,
      messages: [{ ...message, ...(stateInit !== undefined && { stateInit }) }],
    };
    const options = { onRequestSent: wish.onAsked, signal: wish.signal };
    try {
      const { boc } = await Promise.race([this.#sdk.sendTransaction(request, options), abortOf(wish.signal)]);
      return boc;
    } catch (error) {
      throw problemOf(error);
    }
  }

  async disconnect(): Promise<void> {
    if (this.#sdk.connected) await this.#sdk.disconnect({ signal: AbortSignal.timeout(GOODBYE_MS) });
  }

  /** Wallets spell their own name with capitals as they like. */
  #optionOf(appName: string): WalletOption | null {
    return this.#options.find(({ id }) => id === appName.toLowerCase()) ?? null;
  }

  /** Null for one on another workchain, which no deposit contract can belong to. */
  #connected({ account, device, connectItems }: Wallet): ConnectedWallet | null {
    const option = this.#chosen ?? this.#optionOf(device.appName);
    const address = rawAddress(account.address);
    if (address === null) return null;
    const answer = connectItems?.tonProof;
    const { chain: network, walletStateInit: stateInit } = account;
    const proof = answer && "proof" in answer ? { address, network, stateInit, proof: answer.proof } : null;
    return {
      name: option?.name ?? device.appName.slice(0, NAME_LENGTH),
      address,
      network,
      proof,
      universalLink: option && option.injectedKey === null ? (option.remote?.universalLink ?? null) : null,
    };
  }
}

function rawAddress(text: string): string | null {
  try {
    return parseTonAddress(text).raw;
  } catch {
    return null;
  }
}

/** A wallet that is in the page is asked there. */
function sourceOf({ injectedKey, remote }: WalletOption): WalletConnectionSource {
  if (injectedKey !== null) return { jsBridgeKey: injectedKey };
  if (remote) return remote;
  throw new WalletError("absent");
}

const abortOf = (aborted: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const cancel = () => reject(new WalletError("cancelled"));
    if (aborted.aborted) cancel();
    else aborted.addEventListener("abort", cancel, { once: true });
  });

function problemOf(error: unknown): WalletError {
  if (error instanceof WalletError) return error;
  if (error instanceof UserRejectsError) return new WalletError("declined");
  if (error instanceof WalletWrongNetworkError) return new WalletError("wrong_network");
  if (error instanceof WalletNotInjectedError) return new WalletError("absent");
  if (error instanceof WalletMissingRequiredFeaturesError || error instanceof WalletNotSupportFeatureError)
    return new WalletError("unsupported");
  return new WalletError("failed");
}
