import { useState } from "preact/hooks";
import { ton, tonExact } from "../../app/format.ts";
import { closeSheet, type Sheets } from "../../app/nav.ts";
import { useServices } from "../../app/services.ts";
import { Chips } from "../../design/controls.tsx";
import { Alert } from "../../design/icons.tsx";
import { Row } from "../../design/rows.tsx";
import { Sheet } from "../../design/sheet.tsx";
import { RowsSkeleton } from "../../design/skeleton.tsx";
import { Notice } from "../../design/states.tsx";
import { Pill } from "../../design/buttons.tsx";
import { readTon, writeTon } from "../../wallet/amount.ts";
import type { WalletDesk } from "../../wallet/desk.ts";
import {
  answerCeiling,
  type DeviceLimit,
  type LimitName,
  setDeviceLimit,
  warnBelow,
} from "../../wallet/device-limits.ts";
import { GUARDS_FEE } from "../../wallet/fees.ts";
import { useDesk } from "../../wallet/use-desk.ts";
import { AmountField } from "./amount-field.tsx";
import { AskingCard } from "./asking-card.tsx";
import { say } from "./limits-texts.ts";
import { useMainButton } from "./use-main-button.ts";
import { useSigning } from "./use-signing.ts";
import { WalletChoice } from "./wallet-choice.tsx";
import "../../design/money.css";
import "./wallet.css";

const PRESETS: Readonly<Record<LimitName, readonly string[]>> = {
  day: ["0.1", "0.5", "1", "2", "5"],
  warn: ["0.02", "0.05", "0.1", "0.2", "0.5"],
  answer: ["0.002", "0.006", "0.01", "0.05", "0.1"],
};

/** Sets one amount of the limits. */
export default function LimitSheet({ of }: Sheets["limit"]) {
  const desk = useDesk();
  const words = say();
  return (
    <Sheet title={{ day: words.day, warn: words.warn, answer: words.answer }[of]}>
      {!desk && <RowsSkeleton rows={2} />}
      {desk && (of === "day" ? <DayLimit desk={desk} /> : <OwnLimit of={of} />)}
    </Sheet>
  );
}

interface AmountProps {
  readonly of: LimitName;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly note: string;
}

function Amount({ of, text, onText, note }: AmountProps) {
  const words = say();
  const amount = readTon(text);
  const isGood = amount !== null && amount > 0n;
  return (
    <>
      <AmountField text={text} onText={onText} note={isGood ? "\u00a0" : words.tooSmall} />
      <Chips
        label={words.presets}
        options={PRESETS[of].map((value) => ({ value, text: tonExact(readTon(value) ?? 0n) }))}
        value={PRESETS[of].find((preset) => readTon(preset) === amount) ?? null}
        onChange={onText}
      />
      <p class="group-f">{note}</p>
    </>
  );
}

/** Written into the contract by the owner's wallet. */
function DayLimit({ desk }: { readonly desk: WalletDesk }) {
  const words = say();
  const standing = BigInt(desk.account.seen.value?.account.escrow?.dailyLimitNanoton ?? 0);
  const [text, setText] = useState(() => writeTon(standing));
  const [isChoosing, setChoosing] = useState(false);
  const signing = useSigning(desk, words.failed);
  const amount = readTon(text);
  const isGood = amount !== null && amount > 0n && amount !== standing;
  const set = async () => {
    if (amount === null) return;
    if (await signing.signGuards(async () => ({ dailyLimitNanoton: amount }))) closeSheet();
  };
  useMainButton(
    desk.link.wallet.value
      ? {
          text: words.setDay(tonExact(amount ?? 0n)),
          onPress: () => void set(),
          disabled: !isGood,
          busy: signing.isBusy,
        }
      : isChoosing
        ? null
        : { text: words.connect, onPress: () => setChoosing(true) },
  );
  if (isChoosing && !desk.link.wallet.value)
    return <WalletChoice desk={desk} purpose={null} onDone={() => setChoosing(false)} />;
  return (
    <>
      {signing.notice && <Notice state="pending" icon={<Alert />} {...signing.notice} />}
      <AskingCard desk={desk} onCancel={signing.cancel} />
      <Amount of="day" text={text} onText={setText} note={words.dayNote} />
      <div class="card">
        <Row title={words.fee} value={<span class="num nowrap">{ton(GUARDS_FEE)} TON</span>} />
      </div>
    </>
  );
}

/** Kept on this device. */
function OwnLimit({ of }: { readonly of: DeviceLimit }) {
  const { vault } = useServices();
  const words = say();
  const standing = of === "warn" ? warnBelow.value : answerCeiling.value;
  const [text, setText] = useState(() => (standing === null ? (PRESETS[of][1] ?? "") : writeTon(standing)));
  const amount = readTon(text);
  const keep = async (nanoton: bigint | null) => {
    await setDeviceLimit(await vault(), of, nanoton);
    closeSheet();
  };
  useMainButton({
    text: words.set(tonExact(amount ?? 0n)),
    onPress: () => void keep(amount),
    disabled: amount === null || amount === 0n,
  });
  return (
    <>
      <Amount of={of} text={text} onText={setText} note={of === "warn" ? words.warnNote : words.answerNote} />
      {standing !== null && <Pill onPress={() => void keep(null)}>{words.remove}</Pill>}
    </>
  );
}
