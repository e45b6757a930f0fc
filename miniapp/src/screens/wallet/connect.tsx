import { closeSheet, type Sheets } from "../../app/nav.ts";
import { Sheet } from "../../design/sheet.tsx";
import { RowsSkeleton } from "../../design/skeleton.tsx";
import { useDesk } from "../../wallet/use-desk.ts";
import { say } from "./topup-texts.ts";
import { useMainButton } from "./use-main-button.ts";
import { WalletChoice } from "./wallet-choice.tsx";

/** Connects a wallet, for what only it can sign. */
export default function Connect({ purpose }: Sheets["connect"]) {
  const desk = useDesk();
  useMainButton(null);
  return (
    <Sheet title={say().walletTitle}>
      {desk ? <WalletChoice desk={desk} purpose={purpose} onDone={closeSheet} /> : <RowsSkeleton rows={3} />}
    </Sheet>
  );
}
