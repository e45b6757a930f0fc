import type { AccountStatus } from "@cocoon/protocol/api";
import { useState } from "preact/hooks";
import { openSheet } from "../../app/nav.ts";
import type { MainButton } from "../../platform/port.ts";
import type { WalletDesk } from "../../wallet/desk.ts";
import { ownCloseTransaction } from "../../wallet/own-close.ts";
import { WalletError } from "../../wallet/port.ts";
import { usePolling } from "./use-polling.ts";
import type { Signing } from "./use-signing.ts";
import { say } from "./withdraw-texts.ts";

export interface OwnClose {
  /** When anybody may finish it; null while none is asked for. Unix milliseconds. */
  readonly closingAtMs: number | null;
  /** The wallet has sent a message, and the chain has not shown what came of it. */
  readonly isWaiting: boolean;
  /** Whether the owner's wallet is connected. */
  readonly hasWallet: boolean;
  /** To finish it, once its time has come. */
  readonly button: MainButton | null;
  request(): Promise<void>;
}

/** The owner's own way out, by two messages from their wallet; no proxy takes part in it. */
export function useOwnClose(desk: WalletDesk, account: AccountStatus, signing: Signing): OwnClose {
  const words = say();
  const [sent, setSent] = useState<"request" | "finalize" | null>(null);
  const wallet = desk.link.wallet.value;
  const hasWallet = wallet !== null && wallet.address === account.wallet;
  const closingAtMs = account.escrow?.closingAtMs ?? null;
  const isWaiting = sent === "request" ? closingAtMs === null : sent === "finalize" && closingAtMs !== null;
  usePolling(isWaiting, () => desk.account.refresh());
  const send = async (step: "request" | "finalize"): Promise<void> => {
    const make = async () => {
      if (!wallet || !hasWallet || !account.escrow) throw new WalletError("other_wallet");
      // The way out from a proxy must not rest on its word, where this phone knows better.
      const escrow = (await desk.payments.knownEscrow(wallet.address)) ?? account.escrow.address;
      return ownCloseTransaction({
        escrow,
        network: wallet.network,
        step,
        nowMs: Date.now(),
      });
    };
    if (await signing.sign(make)) setSent(step);
  };
  const isReady = closingAtMs !== null && closingAtMs <= Date.now() && !isWaiting;
  const finish = () => (hasWallet ? void send("finalize") : openSheet("connect", { purpose: null }));
  return {
    closingAtMs,
    isWaiting,
    hasWallet,
    button: isReady ? { text: words.finish, onPress: finish, busy: signing.isBusy } : null,
    request: () => send("request"),
  };
}
