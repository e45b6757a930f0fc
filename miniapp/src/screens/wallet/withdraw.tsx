import type { AccountStatus } from "@cocoon/protocol/api";
import { useEffect, useState } from "preact/hooks";
import { ton } from "../../app/format.ts";
import { openSheet } from "../../app/nav.ts";
import { Radio } from "../../design/controls.tsx";
import { moveChoice } from "../../design/moving.ts";
import { Row, TitleRow } from "../../design/rows.tsx";
import { ListSkeleton } from "../../design/skeleton.tsx";
import { Alert } from "../../design/icons.tsx";
import { Notice } from "../../design/states.tsx";
import type { WalletDesk } from "../../wallet/desk.ts";
import { GRANTED_CLOSE_FEE, OWN_CLOSE_FEE } from "../../wallet/fees.ts";
import { useDesk } from "../../wallet/use-desk.ts";
import { AskingCard } from "./asking-card.tsx";
import { OwnCloseCard } from "./own-close-card.tsx";
import { walletAddress } from "./owner-wallet.ts";
import { useMainButton } from "./use-main-button.ts";
import { useOwnClose } from "./use-own-close.ts";
import { useSigning } from "./use-signing.ts";
import { useWithdrawal } from "./use-withdrawal.ts";
import { say } from "./withdraw-texts.ts";
import { WithdrawalCard } from "./withdrawal-card.tsx";
import "../../design/money.css";
import "./wallet.css";

type When = "now" | "alone";

/** Takes back what is unspent: with the network's consent at once, or from the contract alone a day later. */
export default function Withdraw() {
  const desk = useDesk();
  useEffect(() => void desk?.account.refresh(), [desk]);
  const account = desk?.account.seen.value?.account;
  return desk && account ? <Open desk={desk} account={account} /> : <ListSkeleton />;
}

function Open({ desk, account }: { readonly desk: WalletDesk; readonly account: AccountStatus }) {
  const words = say();
  const [when, setWhen] = useState<When>("now");
  const signing = useSigning(desk, words.failed);
  const withdrawal = useWithdrawal(desk, account);
  const ownClose = useOwnClose(desk, account, signing);
  const amount = BigInt(account.availableNanoton);
  const isClosing = ownClose.closingAtMs !== null;
  const canAsk = amount > 0n && !withdrawal.isOpen && !isClosing && !ownClose.isWaiting;
  const start = () => void (when === "now" ? signing.run(withdrawal.start) : ownClose.request());
  const needsWallet = when === "alone" && !ownClose.hasWallet;
  useMainButton(
    !canAsk
      ? ownClose.button
      : needsWallet
        ? { text: words.connect, onPress: () => openSheet("connect", { purpose: null }) }
        : { text: words.action(ton(amount)), onPress: start, busy: signing.isBusy },
  );
  return (
    <main>
      <TitleRow title={words.title} />
      <WithdrawalCard status={withdrawal.status} />
      <OwnCloseCard ownClose={ownClose} />
      {signing.notice && <Notice state="pending" icon={<Alert />} {...signing.notice} />}
      <AskingCard desk={desk} onCancel={signing.cancel} />
      {canAsk && <Terms account={account} fee={when === "now" ? GRANTED_CLOSE_FEE : OWN_CLOSE_FEE} />}
      {canAsk && <Choice when={when} onWhen={setWhen} />}
      {amount === 0n && !withdrawal.status && !isClosing && <Nothing account={account} />}
    </main>
  );
}

/** What arrives, what it costs, and where it goes. */
function Terms({ account, fee }: { readonly account: AccountStatus; readonly fee: bigint }) {
  const words = say();
  const amount = BigInt(account.availableNanoton);
  const gets = amount > fee ? amount - fee : 0n;
  return (
    <section>
      <div class="card">
        <Row title={words.youGet} value={<span class="num nowrap amount">{ton(gets)} TON</span>} />
        <Row title={words.fee} value={<span class="num nowrap">{ton(fee)} TON</span>} />
        {account.wallet !== null && <Row title={words.to} value={walletAddress(account.wallet, null)} />}
      </div>
      <p class="group-f">{words.always}</p>
    </section>
  );
}

function Choice({ when, onWhen }: { readonly when: When; readonly onWhen: (when: When) => void }) {
  const words = say();
  const options = [
    { value: "now", title: words.now, note: words.nowNote },
    { value: "alone", title: words.alone, note: words.aloneNote },
  ] as const;
  return (
    <section>
      <h2 class="group-h">{words.when}</h2>
      <div class="card has-check" role="radiogroup" aria-label={words.when} onKeyDown={moveChoice}>
        {options.map(({ value, title, note }) => (
          <button
            type="button"
            key={value}
            class="row"
            role="radio"
            aria-checked={when === value}
            tabIndex={when === value ? 0 : -1}
            onClick={() => onWhen(value)}
          >
            <Radio on={when === value} />
            <span class="grow">
              <b>{title}</b>
              <small>{note}</small>
            </span>
          </button>
        ))}
      </div>
      <p class="group-f">{words.closed}</p>
    </section>
  );
}

function Nothing({ account }: { readonly account: AccountStatus }) {
  const words = say();
  return (
    <div class="card">
      <Row title={words.nothing} sub={account.grantedNanoton === "0" ? words.nothingNote : words.trialNote} />
    </div>
  );
}
