import type { WalletTransaction } from "@cocoon/protocol/api";
import { signal } from "@preact/signals";
import { beforeEach, describe, expect, it } from "vitest";
import { EngineError, type TonProofAnswer } from "../engine/port.ts";
import type { IdentityEngine } from "./identity.ts";
import {
  type ConnectedWallet,
  type ConnectWish,
  type SendWish,
  type WalletConnector,
  WalletError,
  type WalletOption,
} from "./port.ts";
import { WalletLink } from "./wallet-link.ts";

const ADDRESS = `0:${"ab".repeat(32)}`;
const OPTION: WalletOption = {
  id: "keeper",
  name: "Keeper",
  iconUrl: null,
  remote: {
    bridgeUrl: "https://cocoon.example/bridge/keeper",
    universalLink: "https://keeper.example/connect",
  },
  injectedKey: null,
};
const PROOF: TonProofAnswer = { address: ADDRESS, network: "-239", stateInit: "te6c", proof: "signed" };
const CONFLICT = new EngineError({
  code: "link_conflict",
  action: "fix",
  detail: "",
  partialText: null,
  refusals: [],
});

/** The proxy's side of signing in, by hand. */
class SimulatedIdentity {
  wallet: string | null = null;
  isSignedIn = true;
  proved: string[] = [];
  refuses = false;

  challenge: IdentityEngine["challenge"] = async (purpose) => `payload for ${purpose}`;
  signedIn = async () => this.isSignedIn;
  money = { account: async () => ({ wallet: this.wallet }) } as unknown as IdentityEngine["money"];
  signInByWallet = (answer: TonProofAnswer) => this.#prove("sign-in", answer);
  linkWallet = (answer: TonProofAnswer) => this.#prove("link", answer);
  signInAsOwner = (answer: TonProofAnswer) => this.#prove("owner", answer);

  async #prove(purpose: string, { address }: TonProofAnswer): Promise<void> {
    if (this.refuses) throw CONFLICT;
    this.proved.push(purpose);
    if (purpose !== "owner") this.wallet = address;
  }
}

/** A wallet that says yes, in place of TON Connect's code. */
class SimulatedConnector {
  readonly wallet = signal<ConnectedWallet | null>(null);
  readonly asked: (string | null)[] = [];
  restored: ConnectedWallet | null = null;
  sends: (wish: SendWish) => Promise<string> = async () => "boc";

  options = async () => [OPTION];
  restore = async () => {
    this.wallet.value = this.restored;
  };
  connect = async (_option: WalletOption, { proofPayload, onLink }: ConnectWish) => {
    this.asked.push(proofPayload);
    onLink("https://keeper.example/connect?r=1");
    this.wallet.value = connected(proofPayload === null ? null : PROOF);
    return this.wallet.value;
  };
  send = (_transaction: WalletTransaction, wish: SendWish) => this.sends(wish);
  disconnect = async () => {
    this.wallet.value = null;
  };
}

const connected = (proof: TonProofAnswer | null): ConnectedWallet => ({
  name: "Keeper",
  address: ADDRESS,
  network: "-239",
  proof,
  universalLink: "https://keeper.example/connect",
});

describe("the person's wallet", () => {
  let identity: SimulatedIdentity;
  let connector: SimulatedConnector;
  let settings: Map<string, string>;
  let opened: string[];
  beforeEach(() => {
    identity = new SimulatedIdentity();
    connector = new SimulatedConnector();
    settings = new Map();
    opened = [];
  });
  const open = (load: () => Promise<WalletConnector> = async () => connector) =>
    new WalletLink({
      engine: identity,
      settings: {
        getSetting: async (name) => settings.get(name) ?? null,
        setSetting: async (name, value) =>
          void (value === null ? settings.delete(name) : settings.set(name, value)),
      },
      openLink: (url) => opened.push(url),
      load,
    });

  it("opens an account of its own where nobody is signed in", async () => {
    identity.isSignedIn = false;
    await open().connect(OPTION, null);
    expect(connector.asked).toEqual(["payload for sign-in"]);
    expect(identity.proved).toEqual(["sign-in"]);
    expect(opened).toEqual(["https://keeper.example/connect?r=1"]);
  });

  it("is asked for again where what speaks to it did not come", async () => {
    let isOffline = true;
    const link = open(async () => {
      if (isOffline) throw new TypeError("not fetched");
      return connector;
    });
    await expect(link.options()).rejects.toThrow("not fetched");
    isOffline = false;
    expect(await link.options()).toEqual([OPTION]);
  });

  it("joins the account that Telegram's sign-in opened", async () => {
    await open().connect(OPTION, null);
    expect(identity.proved).toEqual(["link"]);
  });

  it("proves nothing again where the account knows it", async () => {
    identity.wallet = ADDRESS;
    const link = open();
    await link.connect(OPTION, null);
    expect([connector.asked, identity.proved]).toEqual([[null], []]);
    expect(link.wallet.value?.name).toBe("Keeper");
  });

  it("is let go where the account is another wallet's, or the proxy refuses it", async () => {
    identity.wallet = `0:${"cd".repeat(32)}`;
    const link = open();
    await expect(link.connect(OPTION, null)).rejects.toEqual(new WalletError("other_wallet"));
    identity.wallet = null;
    identity.refuses = true;
    await expect(link.connect(OPTION, null)).rejects.toBe(CONFLICT);
    expect([link.wallet.value, link.asking.value]).toEqual([null, null]);
  });

  it("uses a proof that comes after a restart for what it was asked for, once", async () => {
    settings.set("wallet.purpose", "link");
    connector.restored = connected(PROOF);
    const link = open();
    await link.resume();
    await expect.poll(() => identity.proved).toEqual(["link"]);
    expect(settings.size).toBe(0);
  });

  it("shows what to do in the wallet while it is asked, and brings it to the front", async () => {
    connector.restored = connected(null);
    const link = open();
    await link.resume();
    connector.sends = async ({ onAsked }) => {
      onAsked();
      expect(link.asking.value).toEqual({
        what: "sign",
        walletName: "Keeper",
        link: "https://keeper.example/connect?ret=back",
      });
      return "boc";
    };
    const wish = { onAsked: () => undefined, signal: new AbortController().signal };
    expect(await link.send({} as WalletTransaction, wish)).toBe("boc");
    expect([opened, link.asking.value]).toEqual([["https://keeper.example/connect?ret=back"], null]);
  });

  it("asks nothing of a wallet that is not connected", async () => {
    const wish = { onAsked: () => undefined, signal: new AbortController().signal };
    await expect(open().send({} as WalletTransaction, wish)).rejects.toEqual(new WalletError("absent"));
  });
});
