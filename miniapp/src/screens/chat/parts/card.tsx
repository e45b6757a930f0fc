import { useState } from "preact/hooks";
import { ton } from "../../../app/format.ts";
import { openSheet, push } from "../../../app/nav.ts";
import { problemText } from "../../../app/problem-text.ts";
import { Pill } from "../../../design/buttons.tsx";
import { Alert } from "../../../design/icons.tsx";
import { Notice } from "../../../design/states.tsx";
import type { StoredMessage } from "../../../storage/port.ts";
import { type Act, type Card, cardOf, LOST } from "../model/cards.ts";
import type { ChatSession } from "../store/session.ts";
import { sentences, titles } from "./card-texts.ts";
import { say } from "./texts.ts";

function words({ cause }: Card, message: StoredMessage | null): string {
  const { kind } = cause;
  if (kind === "no-machine" || kind === "stopped" || kind === "lost") return sentences()[kind];
  const charged = message?.problem?.chargedNanoton;
  if (kind === "broken" && charged !== undefined) return sentences().broken(ton(charged));
  return message?.problem ? problemText(message.problem) : "";
}

interface CardProps {
  readonly session: ChatSession;
  /** Null: nothing came, not even why. */
  readonly message: StoredMessage | null;
  /** Whether it is the newest of the thread, so that asking again takes its place. */
  readonly last: boolean;
}

/** What stands in the place of an answer that did not come. What arrived of it is folded, in second ink, and can't be copied. */
export function CardView({ session, message, last }: CardProps) {
  const [open, setOpen] = useState(false);
  const card = message?.problem ? cardOf(message.problem, message.text) : LOST;
  const acts = card.acts.filter((act) => last || act === "part" || act === "failed");
  const press = (act: Act) => (act === "part" ? setOpen(!open) : perform(act, session, message));
  return (
    <Notice
      state={card.refusal ? "refused" : "pending"}
      icon={card.cause.kind === "refused" || card.cause.kind === "receipt" ? undefined : <Alert />}
      title={titles()[card.cause.kind]}
      actions={
        acts.length > 0 &&
        acts.map((act, index) => (
          <Pill key={act} kind={kindOf(act, index, last)} onPress={() => press(act)}>
            {act === "part" ? say()[open ? "hidePart" : "showPart"] : say()[act]}
          </Pill>
        ))
      }
    >
      <p>{words(card, message)}</p>
      {open && message && (
        <div class="part">
          <p class="part-why">{say().notAnswer}</p>
          <p class="part-text">{message.text}</p>
        </div>
      )}
    </Notice>
  );
}

const kindOf = (act: Act, index: number, last: boolean): "solid" | "plain" =>
  index === 0 && last && act !== "part" ? "solid" : "plain";

function perform(act: Act, session: ChatSession, message: StoredMessage | null): void {
  switch (act) {
    case "again":
    case "others":
      return session.again();
    case "renew":
      return session.again(true);
    case "failed":
      return push("checks", { answerId: message?.id ?? null });
    case "topup":
      return openSheet("topup", { ton: null });
    case "models":
      return openSheet("models", {});
    case "new-chat":
      return push("chat", { chatId: null });
    case "part":
      return undefined;
  }
}
