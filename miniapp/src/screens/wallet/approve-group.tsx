import type { EscrowStatus } from "@cocoon/protocol/api";
import { dayAndClock } from "../../app/format.ts";
import { openSheet } from "../../app/nav.ts";
import { Switch } from "../../design/controls.tsx";
import { Alert } from "../../design/icons.tsx";
import { Group, Row } from "../../design/rows.tsx";
import { Notice } from "../../design/states.tsx";
import type { WalletDesk } from "../../wallet/desk.ts";
import { AskingCard } from "./asking-card.tsx";
import { say } from "./limits-texts.ts";
import { type PayerKey, usePayerKey } from "./use-payer-key.ts";
import { useSigning } from "./use-signing.ts";

interface ApproveProps {
  readonly desk: WalletDesk;
  /** Null before the first top-up. */
  readonly escrow: EscrowStatus | null;
}

/** Whether each charge also needs the signature of a key on this phone. */
export function ApproveGroup({ desk, escrow }: ApproveProps) {
  const words = say();
  const signing = useSigning(desk, words.failed);
  const payer = usePayerKey(desk, escrow);
  const pending = escrow?.pending ?? null;
  const isChanging = pending !== null && pending.payerKey !== escrow?.payerKey;
  const change = (on: boolean) => {
    if (payer.isWish) return void desk.approval.wish(on);
    if (!desk.link.wallet.peek()) return openSheet("connect", { purpose: null });
    void signing.signGuards(() => payer.wish(on));
  };
  const isOff = signing.isBusy || isChanging || desk.guards.awaited.value !== null || !canChange(payer);
  return (
    <>
      {signing.notice && <Notice state="pending" icon={<Alert />} {...signing.notice} />}
      <AskingCard desk={desk} onCancel={signing.cancel} />
      <Group footer={noteOf(payer)}>
        <Row
          title={words.approve}
          sub={isChanging ? words.approveFrom(dayAndClock(pending.atMs)) : undefined}
          right={<Switch label={words.approve} on={payer.isOn} disabled={isOff} onChange={change} />}
        />
      </Group>
    </>
  );
}

/** Off is always open to the owner; on only where a key can begin. */
const canChange = ({ isOn, state }: PayerKey): boolean => isOn || state === "none" || state === "held";

function noteOf({ isOn, isWish, state }: PayerKey): string {
  const words = say();
  if (state === "elsewhere") return words.approveElsewhere;
  if (isOn) return isWish ? words.approveWish : words.approveNote;
  if (state === "too_late") return words.approveLate;
  return state === "unkept" ? words.approveUnkept : words.approveNote;
}
