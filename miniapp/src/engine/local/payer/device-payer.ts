import { clientError, type OpenCharge, type Payer, type PaymentApi } from "@cocoon/client";
import type { AccountStatus, DepositParameters, JobStatus } from "@cocoon/protocol/api";
import type { PayerKeyView } from "../../port.ts";
import type { SealedValues } from "../store/sealed-values.ts";
import { RECORD } from "./names.ts";

export interface DevicePayerParts {
  readonly values: SealedValues;
  /** Whose escrow is meant: changes when another person signs in. */
  readonly account: () => string;
  /** The escrow as the proxy tells it: which key signs for it is this device's own knowledge. */
  readonly status: () => Promise<AccountStatus>;
}

/**
 * The second signature of this person's escrow, where this device has made its key; nothing of it is loaded elsewhere, and
 * its arithmetic only when it signs.
 */
export class DevicePayer implements Payer {
  readonly #parts: DevicePayerParts;
  #found: { readonly account: string; readonly payer: Promise<Payer | null> } | null = null;

  constructor(parts: DevicePayerParts) {
    this.#parts = parts;
  }

  async reconnect(api: PaymentApi, signal?: AbortSignal): Promise<void> {
    await (await this.#payer())?.reconnect(api, signal);
  }

  async opens(charge: OpenCharge): Promise<void> {
    await (await this.#payer())?.opens(charge);
  }

  async hears(status: JobStatus): Promise<void> {
    await (await this.#payer())?.hears(status);
  }

  async refuses(jobId: string): Promise<void> {
    await (await this.#payer())?.refuses(jobId);
  }

  /** @throws ClientError signature_due where the key is on another device */
  async pay(api: PaymentApi, signal?: AbortSignal): Promise<boolean> {
    const payer = await this.#payer();
    if (!payer) throw clientError("signature_due");
    return payer.pay(api, signal);
  }

  /** Whether this device signs for the account's escrow. */
  async signs(): Promise<boolean> {
    return (await this.#payer()) !== null;
  }

  /** How the key stands, without making one. */
  async look(): Promise<PayerKeyView> {
    const { escrow } = await this.#parts.status();
    const { keyOf } = await import("./keys.ts");
    const held = escrow && (await keyOf(this.#parts.values, escrow.address));
    if (held) return { state: "held", publicKey: held };
    if (escrow?.payerKey) return { state: "elsewhere", publicKey: escrow.payerKey };
    return { state: this.#refusal(escrow) ?? "none", publicKey: null };
  }

  /**
   * Makes the key, or gives the one that is here, for an escrow that holds nothing: in one that does, a key counts a day
   * later, and what is charged in between could be told by the proxy alone.
   * @param parameters of any deposit of this account, for an escrow that does not exist yet
   */
  async make(parameters: () => Promise<DepositParameters>): Promise<PayerKeyView> {
    const seen = await this.look();
    if (seen.state !== "none") return seen;
    const { escrow } = await this.#parts.status();
    const { escrow: address, transaction } = await parameters();
    const { makeKey } = await import("./keys.ts");
    const terms = { escrow: address, globalId: Number(transaction.network), epoch: escrow?.epoch ?? 0 };
    const publicKey = await makeKey(this.#parts.values, terms);
    this.#found = null;
    return { state: "held", publicKey };
  }

  #refusal(escrow: AccountStatus["escrow"]): "too_late" | "unkept" | null {
    if (!this.#parts.values.lasting) return "unkept";
    const isEmpty = escrow === null || (escrow.balanceNanoton === "0" && escrow.chargedNanoton === "0");
    return isEmpty ? null : "too_late";
  }

  #payer(): Promise<Payer | null> {
    const account = this.#parts.account();
    if (this.#found?.account === account) return this.#found.payer;
    const payer = this.#open().catch((error: unknown) => {
      this.#found = null;
      throw error;
    });
    this.#found = { account, payer };
    return payer;
  }

  async #open(): Promise<Payer | null> {
    const names = await this.#parts.values.names();
    if (!names.some((name) => name.startsWith(RECORD))) return null;
    const { escrow } = await this.#parts.status();
    if (escrow === null) return null;
    const { openPayer } = await import("./keys.ts");
    return openPayer(this.#parts.values, escrow.address);
  }
}
