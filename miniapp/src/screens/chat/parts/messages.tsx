import { Component } from "preact";
import { ton } from "../../../app/format.ts";
import { push } from "../../../app/nav.ts";
import { useCopy } from "../../../app/use-copy.ts";
import { IconButton } from "../../../design/buttons.tsx";
import { Again, Check, Copy, Pencil } from "../../../design/icons.tsx";
import { StateIcon } from "../../../design/states.tsx";
import type { StoredMessage } from "../../../storage/port.ts";
import { shownAs } from "../model/outcome.ts";
import type { ChatSession } from "../store/session.ts";
import { CardView } from "./card.tsx";
import { Rendered } from "./rendered.tsx";
import { say } from "./texts.ts";

export interface MessageProps {
  readonly session: ChatSession;
  readonly message: StoredMessage;
  /** Whether it belongs to the newest exchange. */
  readonly last: boolean;
}

interface SettledProps extends MessageProps {
  /** What decides how it looks beside the message itself. */
  readonly running: boolean;
  readonly spoken: string;
}

/** One message of the thread, as what it is. It is drawn once, however often the thread is while one scrolls or an answer runs. */
export class Settled extends Component<SettledProps> {
  override shouldComponentUpdate(next: SettledProps): boolean {
    const { message, last, running, spoken } = this.props;
    return (
      next.message !== message ||
      next.last !== last ||
      next.spoken !== spoken ||
      (last && next.running !== running)
    );
  }

  override render() {
    const shown = shownAs(this.props.message);
    if (shown === "question") return <QuestionView {...this.props} />;
    if (shown === "card") return <CardView {...this.props} />;
    return <AnswerViewed {...this.props} stopped={shown === "stopped"} />;
  }
}

function QuestionView({ session, message, last }: MessageProps) {
  const edit = () => {
    session.editing.value = message.id;
    session.draft.value = message.text;
  };
  return (
    <div class={last ? "mine last" : "mine"}>
      {!session.live.value && (
        <IconButton label={say().edit} quiet onPress={edit}>
          <Pencil size="s" />
        </IconButton>
      )}
      <h2 class="vh">{say().you}</h2>
      <p class="me">{message.text}</p>
    </div>
  );
}

function AnswerViewed({ session, message, last, stopped }: MessageProps & { readonly stopped: boolean }) {
  return (
    <>
      <article class="answer">
        <h2 class="vh">{say().answer}</h2>
        <Rendered text={message.text} open={false} />
      </article>
      {stopped && <p class="aside">{say().stopped}</p>}
      {message.answer && message.answer.mismatches.length > 0 && (
        <p class="aside ink-refused">{say().chargeDiffers}</p>
      )}
      <div class="meta">
        {message.answer && <Proof message={message} checked={session.checkedHere(message.id)} />}
        <span class="acts">
          <CopyAnswer text={message.text} />
          {last && !session.live.value && (
            <IconButton label={say().again} quiet onPress={() => session.again()}>
              <Again />
            </IconButton>
          )}
        </span>
      </div>
    </>
  );
}

interface ProofProps {
  readonly message: StoredMessage;
  readonly checked: boolean;
}

/** Who could read it and what it cost; leads to the checks and the receipt. */
function Proof({ message: { id, answer }, checked }: ProofProps) {
  if (!answer) return null;
  const { machine, chargedNanoton, costNanoton } = answer;
  const state = machine.simulated ? "simulated" : "verified";
  if (!checked) return <span class="proof">{say().imported}</span>;
  return (
    <button type="button" class={`proof is-${state}`} onClick={() => push("checks", { answerId: id })}>
      <StateIcon state={state} size="s" />
      <span>
        <b>{machine.simulated ? say().simulated : say().private}</b>
        {" · "}
        <span class="num">{ton(chargedNanoton ?? costNanoton)} TON</span>
      </span>
    </button>
  );
}

function CopyAnswer({ text }: { readonly text: string }) {
  const [copied, copy] = useCopy();
  return (
    <IconButton label={copied ? say().copied : say().copy} quiet onPress={() => copy(text)}>
      {copied ? <Check /> : <Copy />}
    </IconButton>
  );
}
