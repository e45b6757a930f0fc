import { useState } from "preact/hooks";
import type { Sheets } from "../../app/nav.ts";
import { Sheet } from "../../design/sheet.tsx";
import { RowsSkeleton } from "../../design/skeleton.tsx";
import { useDesk } from "../../wallet/use-desk.ts";
import { AmountView } from "./topup-amount.tsx";
import { say } from "./topup-texts.ts";
import { WalletChoice } from "./wallet-choice.tsx";
import "../../design/money.css";
import "./wallet.css";

const USUAL = "2";

/** Pays into the person's own contract: an amount, a wallet, and the wallet's own confirmation. */
export default function TopUp({ ton }: Sheets["topup"]) {
  const desk = useDesk();
  const [isChoosing, setChoosing] = useState(false);
  const [text, setText] = useState(ton ?? USUAL);
  const words = say();
  return (
    <Sheet title={isChoosing ? words.walletTitle : words.title}>
      {!desk && <RowsSkeleton rows={3} />}
      {desk && isChoosing && <WalletChoice desk={desk} purpose={null} onDone={() => setChoosing(false)} />}
      {desk && !isChoosing && (
        <AmountView desk={desk} text={text} onText={setText} onChoose={() => setChoosing(true)} />
      )}
    </Sheet>
  );
}
