import type { ComponentChildren } from "preact";
import { clock, tonExact } from "../../app/format.ts";
import { openSheet } from "../../app/nav.ts";
import { useServices } from "../../app/services.ts";
import { Pill } from "../../design/buttons.tsx";
import { Track, type TrackStep } from "../../design/controls.tsx";
import { Alert } from "../../design/icons.tsx";
import { Notice } from "../../design/states.tsx";
import { writeTon } from "../../wallet/amount.ts";
import type { WalletDesk } from "../../wallet/desk.ts";
import type { Payment } from "../../wallet/payment.ts";
import { problemText, say } from "./payment-texts.ts";

/** The payment that is on its way, or how it ended; nothing where there is none. */
export function PaymentCard({ desk }: { readonly desk: WalletDesk }) {
  const payment = desk.payments.payment.value;
  if (!payment) return null;
  switch (payment.state) {
    case "chosen":
    case "asked":
      return <Confirming desk={desk} payment={payment} />;
    case "sent":
    case "on_its_way":
    case "credited":
      return <Tracked payment={payment} />;
    case "declined":
    case "expired":
    case "failed":
      return <Ended desk={desk} payment={payment} />;
  }
}

function Confirming({ desk, payment }: { readonly desk: WalletDesk; readonly payment: Payment }) {
  const { platform } = useServices();
  const words = say();
  const link = desk.link.asking.value?.link ?? null;
  const { walletName } = payment;
  return (
    <Notice
      state="pending"
      title={words.confirm(walletName)}
      actions={
        <>
          {link && <Pill onPress={() => platform.openLink(link)}>{words.open(walletName)}</Pill>}
          <Pill kind="plain" onPress={() => void desk.payments.abandon()}>
            {words.stopWaiting}
          </Pill>
        </>
      }
    >
      <p>{words.nothingYet(tonExact(payment.amountNanoton))}</p>
    </Notice>
  );
}

function Tracked({ payment }: { readonly payment: Payment }) {
  const words = say();
  const amount = tonExact(payment.amountNanoton);
  const isCredited = payment.state === "credited";
  return (
    <section>
      <div class="card pad" role="status">
        <h2 class={isCredited ? "card-h ink-verified" : "card-h"}>
          {isCredited ? words.credited(amount) : words.onTheWay(amount)}
        </h2>
        <Track steps={stepsOf(payment)} />
      </div>
      {!isCredited && <p class="group-f">{words.close}</p>}
    </section>
  );
}

function stepsOf({ state, sentMs, seenMs, creditedMs }: Payment): TrackStep[] {
  const words = say();
  const at = (ms: number | null) => (ms === null ? undefined : seconds(ms));
  const sent: TrackStep = { state: "done", title: words.stepSent, sub: at(sentMs) };
  if (state !== "credited")
    return [
      sent,
      { state: "now", title: words.stepWay, sub: words.stepWayTime },
      { state: "later", title: words.stepCredited },
    ];
  return [
    sent,
    { state: "done", title: words.stepSeen, sub: at(seenMs) },
    { state: "done", title: words.stepCredited, sub: at(creditedMs) },
  ];
}

/** The time of day, to the second. */
const seconds = (ms: number): string => `${clock(ms)}:${String(new Date(ms).getSeconds()).padStart(2, "0")}`;

function Ended({ desk, payment }: { readonly desk: WalletDesk; readonly payment: Payment }) {
  const words = say();
  const again = () => {
    void desk.payments.dismiss();
    openSheet("topup", { ton: writeTon(payment.amountNanoton) });
  };
  const [title, text] = endOf(payment);
  return (
    <Notice
      state="pending"
      icon={<Alert />}
      title={title}
      actions={
        <>
          <Pill onPress={again}>{words.again}</Pill>
          <Pill kind="plain" onPress={() => void desk.payments.dismiss()}>
            {words.hide}
          </Pill>
        </>
      }
    >
      <p>{text}</p>
    </Notice>
  );
}

function endOf({ state, problem }: Payment): readonly [title: string, text: ComponentChildren] {
  const words = say();
  if (state === "declined") return [words.failedTitle, words.declined];
  if (state === "expired") return [words.expiredTitle, words.expired];
  return [words.failedTitle, problemText(problem)];
}
