import { useEffect } from "preact/hooks";
import { answers, ton, tonExact } from "../../app/format.ts";
import { closeSheet, push, route, sheet } from "../../app/nav.ts";
import { Chips } from "../../design/controls.tsx";
import { Row } from "../../design/rows.tsx";
import { Alert } from "../../design/icons.tsx";
import { Notice } from "../../design/states.tsx";
import { readTon } from "../../wallet/amount.ts";
import type { WalletDesk } from "../../wallet/desk.ts";
import { FIRST_TOP_UP_FEE, SENT_FOR_FEES, TOP_UP_FEE } from "../../wallet/fees.ts";
import type { ConnectedWallet } from "../../wallet/port.ts";
import { AmountField } from "./amount-field.tsx";
import { walletAddress } from "./owner-wallet.ts";
import { say } from "./topup-texts.ts";
import { useAttempt } from "./use-attempt.tsx";
import { useMainButton } from "./use-main-button.ts";
import { useAnswerPrice, useModels } from "./use-model-prices.ts";

const PRESETS = ["0.5", "1", "2", "5", "10"];
/** What the contract takes at least. */
const LEAST = 100_000_000n;

export interface AmountProps {
  readonly desk: WalletDesk;
  /** The amount as it is typed. */
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onChoose: () => void;
}

/** How much, what it costs, and from which wallet. */
export function AmountView({ desk, text, onText, onChoose }: AmountProps) {
  const words = say();
  const amount = readTon(text);
  const wallet = desk.link.wallet.value;
  const fee = desk.account.seen.value?.account.escrow ? TOP_UP_FEE : FIRST_TOP_UP_FEE;
  const isEnough = amount !== null && amount >= LEAST;
  const attempt = useAttempt(words.notPaid);
  usePayButton({ desk, amount: isEnough ? amount : null, fee, onChoose, attempt });
  return (
    <>
      <AmountField text={text} onText={onText} note={<Many amount={amount} isEnough={isEnough} />} />
      <Chips
        label={words.presets}
        options={PRESETS.map((value) => ({ value, text: tonExact(readTon(value) ?? 0n) }))}
        value={PRESETS.find((preset) => readTon(preset) === amount) ?? null}
        onChange={onText}
      />
      {attempt.notice && <Notice state="pending" icon={<Alert />} {...attempt.notice} />}
      <div class="card">
        <Row title={words.toBalance} value={<Ton>{isEnough ? ton(amount) : "–"}</Ton>} />
        <Row title={words.fee} value={<Ton>{ton(fee)}</Ton>} />
        <Row title={words.from} value={wallet ? <Name wallet={wallet} /> : words.choose} onPress={onChoose} />
      </div>
      <p class="group-f">
        {words.note} {words.change(tonExact(SENT_FOR_FEES))}
      </p>
    </>
  );
}

const Ton = ({ children }: { readonly children: string }) => <span class="num nowrap">{children} TON</span>;

/** Its name and the ends of its address, as the wallet itself shows it. */
const Name = ({ wallet: { name, address: raw, network } }: { readonly wallet: ConnectedWallet }) => (
  <>
    {name} · <span class="nowrap">{walletAddress(raw, network)}</span>
  </>
);

function Many({ amount, isEnough }: { readonly amount: bigint | null; readonly isEnough: boolean }) {
  const price = useAnswerPrice(useModels());
  if (!isEnough) return <>{say().least(tonExact(LEAST))}</>;
  return <>{answers(amount ?? 0n, price) ?? "\u00a0"}</>;
}

/** The wallet's screen shows how it goes. */
function toWallet(): void {
  if (sheet.peek()?.sheet === "topup") closeSheet();
  if (route.peek().screen !== "wallet") push("wallet", {});
}

interface PayButton extends Pick<AmountProps, "desk" | "onChoose"> {
  /** Null while none can be paid. */
  readonly amount: bigint | null;
  readonly fee: bigint;
  readonly attempt: ReturnType<typeof useAttempt>;
}

/** Without a wallet it leads to the choice of one. */
function usePayButton({ desk, amount, fee, onChoose, attempt }: PayButton): void {
  const words = say();
  const wallet = desk.link.wallet.value;
  const isAsked = desk.payments.payment.value?.state === "asked" && attempt.isBusy;
  useEffect(() => {
    if (isAsked) toWallet();
  }, [isAsked]);
  const pay = async () => {
    if (await attempt.run(() => desk.payments.pay(amount ?? 0n, wallet?.name ?? ""))) toWallet();
  };
  const button = wallet
    ? {
        text: words.pay(ton((amount ?? 0n) + fee)),
        onPress: () => void pay(),
        disabled: amount === null,
        busy: attempt.isBusy,
      }
    : { text: words.choose, onPress: onChoose };
  useMainButton(button);
}
