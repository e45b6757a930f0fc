import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { ConnectRequest, KeyPair } from "@tonconnect/protocol";
import type { HttpWalletSession } from "../connect/http-session.ts";
import { type Says, ScriptedConnect } from "../connect/scripted.ts";
import type { OpenWallet } from "./people.ts";

/** TON Connect's `app_name` of the wallet. */
const APP_NAME = "simulated";
const MOST_KEPT = 50;

interface Kept {
  readonly appId: string;
  readonly person: number;
  readonly keys: KeyPair;
}

export interface ConnectionsOptions {
  readonly bridgeUrl: () => string;
  readonly openWallet: OpenWallet;
  /** A file, readable by its owner only: connections outlive a run, as a wallet's do. */
  readonly file: string;
}

/** All pages that the SIMULATED wallet is connected to. */
export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #open: {
    readonly kept: Kept;
    readonly session: HttpWalletSession;
    readonly wallet: ScriptedConnect;
  }[] = [];
  #says: Says = "yes";

  constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  /** What everybody says to what they are asked from now on. */
  set says(says: Says) {
    this.#says = says;
    for (const { wallet } of this.#open) wallet.says = says;
  }

  /** Takes up those of earlier runs. */
  async restore(): Promise<void> {
    const { file } = this.#options;
    const kept = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Kept[]) : [];
    for (const one of kept) {
      const { session } = await this.#add(one.appId, one.person, one.keys);
      void session.listen();
    }
  }

  /** @returns whether the wallet connected */
  async connect(appId: string, person: number, request: ConnectRequest): Promise<boolean> {
    const { session } = await this.#add(appId, person);
    if (!(await session.connect(request))) return false;
    this.#keep();
    return true;
  }

  close(): void {
    for (const { session } of this.#open) session.close();
  }

  async #add(appId: string, person: number, keys?: KeyPair) {
    const { HttpWalletSession } = await import("../connect/http-session.ts");
    const wallet = new ScriptedConnect(() => this.#options.openWallet(person), APP_NAME);
    wallet.says = this.#says;
    const session = new HttpWalletSession(this.#options.bridgeUrl(), wallet, {
      appId,
      ...(keys && { keys }),
    });
    const added = { kept: { appId, person, keys: session.keys }, session, wallet };
    this.#open.push(added);
    return added;
  }

  #keep(): void {
    const kept = this.#open.slice(-MOST_KEPT).map((one) => one.kept);
    writeFileSync(this.#options.file, JSON.stringify(kept), { mode: 0o600 });
  }
}
