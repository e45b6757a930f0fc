import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { answers, decimal, ton } from "../../../app/format.ts";
import { openSheet } from "../../../app/nav.ts";
import { useServices } from "../../../app/services.ts";
import { Pill } from "../../../design/buttons.tsx";
import { Alert, Attach, Lock, Offline, Pencil, Purse } from "../../../design/icons.tsx";
import { Strip } from "../../../design/states.tsx";
import { costSoFar } from "../model/cost.ts";
import type { Live } from "../model/live.ts";
import { available, isLow } from "../store/balance.ts";
import { cardOfModel, chosenModel, loadModels, modelsStale } from "../store/models.ts";
import type { ChatSession } from "../store/session.ts";
import { unkept } from "../store/unkept.ts";
import { attachmentRefusal } from "../store/attach.ts";
import { refusalWords, say } from "./strip-texts.ts";
import { warnBelow } from "../../../wallet/device-limits.ts";

/** Whether this device keeps nothing, and the person was not told yet in this run. */
const sessionOnly = signal(false);
let told = false;

function useKeeping(): void {
  const { vault } = useServices();
  useEffect(() => {
    void vault().then(({ keeping }) => {
      if (keeping !== "session" || told) return;
      told = true;
      sessionOnly.value = true;
    });
  }, [vault]);
}

/** The one line over the composer that matters most now. */
export default function Strips({ session }: { readonly session: ChatSession }) {
  const { platform } = useServices();
  useKeeping();
  const live = session.live.value;
  const card = cardOfModel(chosenModel.value);
  const refusal = attachmentRefusal.value;
  if (session.editing.value) return <Editing session={session} />;
  if (refusal)
    return (
      <Told icon={<Attach size="s" />} text={refusalWords()[refusal]} of={attachmentRefusal} none={null} />
    );
  if (unkept.value) return <Told icon={<Alert size="s" />} text={unkept.value} of={unkept} none={null} />;
  if (!platform.online.value) return <NoConnection />;
  if (modelsStale.value && chosenModel.value === null) return <NoModels />;
  if (live?.stage === "answering") return <Answering live={live} />;
  if (isLow(available.value, card?.answerNanoton ?? null, warnBelow.value))
    return <Low answerNanoton={card?.answerNanoton ?? null} />;
  if (!sessionOnly.value) return null;
  const text = `${say().session} ${say().sessionWhy}`;
  return <Told icon={<Alert size="s" />} text={text} of={sessionOnly} none={false} />;
}

/** Said once, and put away by the person. */
function Told<T>({ icon, text, of, none }: ToldProps<T>) {
  const close = () => {
    of.value = none;
  };
  return (
    <Strip
      icon={icon}
      action={
        <Pill kind="plain" onPress={close}>
          {say().drop}
        </Pill>
      }
    >
      {text}
    </Strip>
  );
}

interface ToldProps<T> {
  readonly icon: ComponentChildren;
  readonly text: string;
  readonly of: { value: T };
  readonly none: T;
}

function Editing({ session }: { readonly session: ChatSession }) {
  const cancel = () => {
    session.editing.value = null;
    session.draft.value = "";
  };
  return (
    <Strip
      icon={<Pencil size="s" />}
      action={
        <Pill kind="plain" onPress={cancel}>
          {say().cancel}
        </Pill>
      }
    >
      <b>{say().editing}</b> {say().editingAfter}
    </Strip>
  );
}

const NoConnection = () => (
  <Strip icon={<Offline size="s" />}>
    <b>{say().offline}</b> {say().offlineSafe}
  </Strip>
);

/** Without a list there is nobody to ask. */
function NoModels() {
  const services = useServices();
  const again = () => void loadModels(services);
  return (
    <Strip icon={<Offline size="s" />} action={<Pill onPress={again}>{say().again}</Pill>}>
      <b>{say().noModels}</b> {say().offlineSafe}
    </Strip>
  );
}

function Answering({ live }: { readonly live: Live }) {
  const cost = costSoFar(cardOfModel(chosenModel.value), live.sentChars, live.text.length);
  const ceiling = live.sealed?.ceilingNanoton;
  return (
    <div class="strip">
      <Lock size="s" />
      <p>
        {say().answering}
        {cost !== null && ceiling !== undefined && (
          <>
            {" · "}≈ <span class="num">{ton(cost)}</span> {say().ofAtMost}{" "}
            <span class="num">{ton(ceiling)}</span> TON
          </>
        )}
      </p>
    </div>
  );
}

function Low({ answerNanoton }: { readonly answerNanoton: bigint | null }) {
  const left = available.value ?? 0n;
  return (
    <Strip
      icon={<Purse size="s" />}
      action={<Pill onPress={() => openSheet("topup", { ton: null })}>{say().topUp}</Pill>}
    >
      <b>{say().low(decimal(Number(left / 100_000n) / 10_000, 4))}</b>
      <br />
      {answers(left, answerNanoton)}
    </Strip>
  );
}
