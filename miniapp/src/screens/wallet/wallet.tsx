import { useEffect, useState } from "preact/hooks";
import { openSheet, push } from "../../app/nav.ts";
import { useServices } from "../../app/services.ts";
import { Notice } from "../../design/states.tsx";
import { Pill } from "../../design/buttons.tsx";
import { ArrowOut, Plus } from "../../design/icons-lists.tsx";
import { Purse, Sliders } from "../../design/icons.tsx";
import { ListSkeleton } from "../../design/skeleton.tsx";
import type { WalletDesk } from "../../wallet/desk.ts";
import { useDesk } from "../../wallet/use-desk.ts";
import { Balance } from "./balance.tsx";
import { PaymentCard } from "./payment-card.tsx";
import { StatementList } from "./statement-list.tsx";
import { say } from "./texts.ts";
import { useEvents } from "./use-events.ts";
import { useModels } from "./use-model-prices.ts";
import "../../design/money.css";
import "./wallet.css";

/** Balance, the payment on its way, and the statement. */
export default function Wallet() {
  const desk = useDesk();
  return desk ? <OpenWallet desk={desk} /> : <ListSkeleton />;
}

function OpenWallet({ desk }: { readonly desk: WalletDesk }) {
  const signedIn = useSignedIn(desk);
  const models = useModels();
  useFresh(desk, signedIn);
  useFarewell(desk);
  if (signedIn === false) return <SignIn />;
  return (
    <main aria-busy={desk.account.seen.value === null && desk.account.problem.value === null}>
      <h1 class="vh">{say().wallet}</h1>
      <Balance desk={desk} models={models} />
      <Actions />
      <PaymentCard desk={desk} />
      {desk.payments.payment.value === null && <Held begun={hasContract(desk)} />}
      <StatementList desk={desk} models={models} />
    </main>
  );
}

/**
 * Null while it is not known. In Telegram everybody is, also before the connection is there that it takes; in a plain page who
 * connected a wallet.
 */
function useSignedIn(desk: WalletDesk): boolean | null {
  const { engine, platform } = useServices();
  const [signedIn, setSignedIn] = useState<boolean | null>(null);
  const wallet = desk.link.wallet.value;
  useEffect(() => {
    engine.signedIn().then(setSignedIn, () => undefined);
  }, [engine, wallet]);
  return platform.initData !== null || signedIn;
}

/** Reads anew when the screen opens, the app comes back, the connection does, and a payment gets on. */
function useFresh(desk: WalletDesk, signedIn: boolean | null): void {
  const { platform } = useServices();
  const active = platform.active.value;
  const online = platform.online.value;
  const state = desk.payments.payment.value?.state;
  const read = () => {
    desk.payments.look();
    void desk.account.refresh();
    void desk.statement.refresh();
  };
  const isReading = signedIn === true && active;
  useEffect(() => {
    if (isReading) read();
  }, [desk, isReading, online, state]);
  useEvents(isReading && online, read);
}

/** What has ended, and was seen, is gone the next time. */
function useFarewell(desk: WalletDesk): void {
  useEffect(
    () => () => {
      if (desk.payments.payment.peek()?.state === "credited") void desk.payments.dismiss();
    },
    [desk],
  );
}

function Actions() {
  const words = say();
  return (
    <div class="acts3">
      <button type="button" onClick={() => openSheet("topup", { ton: null })}>
        <Plus />
        {words.topUp}
      </button>
      <button type="button" onClick={() => push("withdraw", {})}>
        <ArrowOut />
        {words.withdraw}
      </button>
      <button type="button" onClick={() => push("limits", {})}>
        <Sliders />
        {words.limits}
      </button>
    </div>
  );
}

/** While it is not known it is taken for there, so that nothing jumps. */
const hasContract = (desk: WalletDesk): boolean => desk.account.seen.value?.account.escrow !== null;

/** Two lines, whether there is a contract or one comes with the first top-up. */
function Held({ begun }: { readonly begun: boolean }) {
  const words = say();
  return (
    <p class="group-f held">
      {begun ? words.held : words.willBeHeld}
      <br />
      {words.onlyYou}
    </p>
  );
}

function SignIn() {
  const words = say();
  return (
    <main>
      <h1 class="vh">{words.wallet}</h1>
      <Notice
        state="pending"
        icon={<Purse />}
        title={words.signInTitle}
        actions={
          <Pill kind="solid" onPress={() => openSheet("topup", { ton: null })}>
            {words.signInAction}
          </Pill>
        }
      >
        <p>{words.signIn}</p>
      </Notice>
    </main>
  );
}
