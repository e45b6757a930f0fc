import { answers, dayAndClock, ton } from "../../app/format.ts";
import { problemText } from "../../app/problem-text.ts";
import { useServices } from "../../app/services.ts";
import type { ModelCard } from "../../engine/port.ts";
import type { SeenAccount } from "../../wallet/account.ts";
import type { WalletDesk } from "../../wallet/desk.ts";
import { say } from "./texts.ts";
import { useAnswerPrice } from "./use-model-prices.ts";

/** What can be spent, in TON and in answers; without a connection what was last seen, with its time. */
export function Balance({
  desk,
  models,
}: {
  readonly desk: WalletDesk;
  readonly models: readonly ModelCard[];
}) {
  const { platform } = useServices();
  const seen = desk.account.seen.value;
  const price = useAnswerPrice(models);
  const problem = desk.account.problem.value;
  const isOld = seen !== null && (!platform.online.value || problem !== null);
  return (
    <div class="balance" role="status">
      <p class="lab">{say().balance}</p>
      {seen && <Amounts seen={seen} price={price} />}
      {!seen && (problem ? <p>{problemText(problem)}</p> : <Waiting />)}
      {isOld && <p class="lab ink-pending">{say().asOf(dayAndClock(seen.atMs))}</p>}
    </div>
  );
}

function Amounts({ seen, price }: { readonly seen: SeenAccount; readonly price: bigint | null }) {
  const own = BigInt(seen.account.availableNanoton);
  const granted = BigInt(seen.account.grantedNanoton);
  const many = answers(own + granted, price);
  return (
    <>
      <p class="amt num">
        {own === 0n ? "0" : ton(own)} <small>TON</small>
      </p>
      {granted > 0n && <p class="lab num">{say().trial(ton(granted))}</p>}
      <p class="lab num answers">{many ?? "\u00a0"}</p>
    </>
  );
}

/** Of the size of the two lines that come. */
function Waiting() {
  return (
    <>
      <div class="sk sk-amount" />
      <div class="sk sk-answers" />
    </>
  );
}
