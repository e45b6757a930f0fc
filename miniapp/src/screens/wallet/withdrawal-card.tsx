import type { WithdrawalStatus } from "@cocoon/protocol/api";
import { ton } from "../../app/format.ts";
import { Track, type TrackStep } from "../../design/controls.tsx";
import { Notice } from "../../design/states.tsx";
import { say } from "./withdraw-texts.ts";

/** A withdrawal that is on its way, or how it ended. */
export function WithdrawalCard({ status }: { readonly status: WithdrawalStatus | null }) {
  const words = say();
  if (!status) return null;
  if (status.state === "expired")
    return (
      <Notice state="pending" title={words.expiredTitle}>
        <p>{words.expired}</p>
      </Notice>
    );
  const isPaid = status.state === "paid";
  return (
    <section>
      <div class="card pad" role="status">
        <h2 class={isPaid ? "card-h ink-verified" : "card-h"}>{titleOf(status)}</h2>
        <Track steps={stepsOf(isPaid)} />
      </div>
      {!isPaid && <p class="group-f">{words.close}</p>}
    </section>
  );
}

function titleOf({ state, paidNanoton }: WithdrawalStatus): string {
  const words = say();
  if (state !== "paid") return words.onTheWay;
  return paidNanoton === null ? words.paidPlain : words.paid(ton(BigInt(paidNanoton)));
}

function stepsOf(isPaid: boolean): TrackStep[] {
  const words = say();
  const asked: TrackStep = { state: "done", title: words.stepAsked };
  if (isPaid)
    return [asked, { state: "done", title: words.stepPays }, { state: "done", title: words.stepArrived }];
  return [
    asked,
    { state: "now", title: words.stepPays, sub: words.stepPaysTime },
    { state: "later", title: words.stepArrived },
  ];
}
