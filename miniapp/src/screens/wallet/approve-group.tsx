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
import { usePayerKey } from "./use-payer-key.ts";
import { useSigning } from "./use-signing.ts";

/** Whether each charge also needs the signature of a key on this phone. */
export function ApproveGroup({ desk, escrow }: { readonly desk: WalletDesk; readonly escrow: EscrowStatus }) {
  const words = say();
  const signing = useSigning(desk, words.failed);
  const payer = usePayerKey(desk, escrow);
  if (!payer.isOffered && escrow.payerKey === null) return null;
  const change = (on: boolean) => {
    if (!desk.wallet.peek()) return openSheet("connect", { purpose: null });
    void signing.sign(() => payer.transaction(on));
  };
  const { pending } = escrow;
  const isChanging = pending !== null && pending.payerKey !== escrow.payerKey;
  return (
    <>
      {signing.notice && <Notice state="pending" icon={<Alert />} {...signing.notice} />}
      <AskingCard desk={desk} onCancel={signing.cancel} />
      <Group footer={payer.isElsewhere ? words.approveElsewhere : words.approveNote}>
        <Row
          title={words.approve}
          sub={isChanging ? words.approveFrom(dayAndClock(pending.atMs)) : undefined}
          right={
            <Switch
              label={words.approve}
              on={escrow.payerKey !== null}
              disabled={signing.isBusy || isChanging || desk.guards.value !== null}
              onChange={change}
            />
          }
        />
      </Group>
    </>
  );
}
