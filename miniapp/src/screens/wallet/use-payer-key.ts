import type { GuardWish } from "@cocoon/client";
import type { EscrowStatus } from "@cocoon/protocol/api";
import { useEffect, useState } from "preact/hooks";
import { useServices } from "../../app/services.ts";
import type { PayerKeyView } from "../../engine/port.ts";
import type { WalletDesk } from "../../wallet/desk.ts";
import { WalletError } from "../../wallet/port.ts";

export interface PayerKey {
  /** Null while it is not known. */
  readonly state: PayerKeyView["state"] | null;
  readonly isOn: boolean;
  /** Nothing is in the contract yet: the wish goes along with the next top-up. */
  readonly isWish: boolean;
  /** To write it into the contract, or out of it. @throws EngineError, WalletError */
  wish(on: boolean): Promise<GuardWish>;
}

/** The key of this phone that signs each charge, and whether the contract asks for it. */
export function usePayerKey(desk: WalletDesk, escrow: EscrowStatus | null): PayerKey {
  const { engine } = useServices();
  const [state, setState] = useState<PayerKeyView["state"] | null>(null);
  const named = escrow?.payerKey ?? null;
  useEffect(() => {
    void desk.approval.read();
    engine.money.payerKey(false).then(
      (view) => setState(view.state),
      () => undefined,
    );
  }, [engine, desk, named]);
  const isWish = named === null && (escrow === null || escrow.balanceNanoton === "0");
  return {
    state,
    isOn: isWish ? desk.approval.wished.value : named !== null,
    isWish,
    wish: async (on) => {
      if (!on) return { payerKey: "" };
      const { publicKey } = await engine.money.payerKey(true);
      if (publicKey === null) throw new WalletError("failed");
      return { payerKey: publicKey };
    },
  };
}
