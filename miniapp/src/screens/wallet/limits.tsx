import type { AccountStatus, EscrowStatus } from "@cocoon/protocol/api";
import { useEffect } from "preact/hooks";
import { dayAndClock, tonExact } from "../../app/format.ts";
import { openSheet } from "../../app/nav.ts";
import { useServices } from "../../app/services.ts";
import { Group, Row, TitleRow } from "../../design/rows.tsx";
import { ListSkeleton } from "../../design/skeleton.tsx";
import type { WalletDesk } from "../../wallet/desk.ts";
import { answerCeiling, readDeviceLimits, warnBelow } from "../../wallet/device-limits.ts";
import { useDesk } from "../../wallet/use-desk.ts";
import { ApproveGroup } from "./approve-group.tsx";
import { say } from "./limits-texts.ts";
import { usePolling } from "./use-polling.ts";
import "./wallet.css";

/** What may be charged: a day, by the contract; a charge, by this phone's own signature; an answer, by its ceiling. */
export default function Limits() {
  const desk = useDesk();
  const { vault } = useServices();
  useEffect(() => void desk?.account.refresh(), [desk]);
  useEffect(() => void vault().then(readDeviceLimits), [vault]);
  const account = desk?.account.seen.value?.account;
  return desk && account ? <Open desk={desk} account={account} /> : <ListSkeleton />;
}

function Open({ desk, account }: { readonly desk: WalletDesk; readonly account: AccountStatus }) {
  const words = say();
  const { escrow } = account;
  const awaited = desk.guards.awaited.value;
  usePolling(awaited !== null, () => desk.account.refresh());
  return (
    <main>
      <TitleRow title={words.title} />
      {escrow ? (
        <DayGroup escrow={escrow} isWaiting={awaited !== null} />
      ) : (
        <p class="group-f no-contract">{words.noContract}</p>
      )}
      <ApproveGroup desk={desk} escrow={escrow} />
      <Group footer={words.onPhone}>
        <Row
          title={words.warn}
          value={<Amount nanoton={warnBelow.value} otherwise={words.usual} />}
          onPress={() => openSheet("limit", { of: "warn" })}
        />
        <Row
          title={words.answer}
          value={<Amount nanoton={answerCeiling.value} otherwise={words.noLimit} />}
          onPress={() => openSheet("limit", { of: "answer" })}
        />
      </Group>
    </main>
  );
}

interface DayProps {
  readonly escrow: EscrowStatus;
  readonly isWaiting: boolean;
}

function DayGroup({ escrow, isWaiting }: DayProps) {
  const words = say();
  const { pending, dailyLimitNanoton } = escrow;
  const isPending = pending !== null && pending.dailyLimitNanoton !== dailyLimitNanoton;
  const later =
    isPending && words.from(tonExact(BigInt(pending.dailyLimitNanoton)), dayAndClock(pending.atMs));
  return (
    <Group footer={isWaiting ? <span role="status">{words.waiting}</span> : words.inContract}>
      <Row
        title={words.day}
        sub={later || undefined}
        value={<Amount nanoton={BigInt(dailyLimitNanoton)} />}
        onPress={() => openSheet("limit", { of: "day" })}
      />
      <Row title={words.spent} value={<Amount nanoton={BigInt(escrow.chargedTodayNanoton)} />} />
    </Group>
  );
}

interface AmountProps {
  readonly nanoton: bigint | null;
  readonly otherwise?: string;
}

const Amount = ({ nanoton, otherwise }: AmountProps) => (
  <span class="num nowrap">{nanoton === null ? otherwise : `${tonExact(nanoton)} TON`}</span>
);
