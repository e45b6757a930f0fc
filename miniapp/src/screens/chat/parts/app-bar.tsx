import { openSheet, push } from "../../../app/nav.ts";
import { IconButton } from "../../../design/buttons.tsx";
import { ChevronDown, Menu, NewChat } from "../../../design/icons.tsx";
import { Badge, type State } from "../../../design/states.tsx";
import { cardOfModel, chosenModel, machinesState } from "../store/models.ts";
import type { ChatSession } from "../store/session.ts";
import { say } from "../texts.ts";

const WORDS = {
  verified: "private",
  simulated: "simulated",
  refused: "refused",
  pending: "checking",
} as const;

/** What arrived was not that machine's answer, whatever its own checks said. */
const DISOWNED: ReadonlySet<string> = new Set(["receipt_forged", "stream_forged"]);

/** What is known of who could read this chat: of the last answer's own machine, else of those that the next message goes to. */
function badgeOf(session: ChatSession): {
  readonly state: State;
  readonly answerId: string | null;
} {
  const now = session.live.value;
  if (now?.stage === "checking") return { state: "pending", answerId: null };
  const answered = session.messages.value.findLast(({ role }) => role === "assistant");
  // What a file says of machines earns no badge.
  const last = answered && session.checkedHere(answered.id) ? answered : undefined;
  const machine = now?.machine ?? now?.accepted[0] ?? (now ? null : last?.machine);
  const answerId = now || !last?.machine ? null : last.id;
  if (!machine) return { state: machinesState.value ?? "pending", answerId };
  if (!machine.accepted || (!now && DISOWNED.has(last?.problem?.code ?? "")))
    return { state: "refused", answerId };
  return { state: machine.simulated ? "simulated" : "verified", answerId };
}

function ModelButton() {
  const id = chosenModel.value;
  const name = cardOfModel(id)?.name ?? id;
  return (
    <button
      type="button"
      class="model-btn"
      aria-label={name ? say().model(name) : say().choose}
      aria-haspopup="dialog"
      onClick={() => openSheet("models", {})}
    >
      <span>{name ?? <span class="sk model-sk" />}</span>
      <ChevronDown size="s" />
    </button>
  );
}

export function AppBar({ session }: { readonly session: ChatSession }) {
  const { state, answerId } = badgeOf(session);
  const begun = session.messages.value.length > 0;
  return (
    <header class="appbar">
      <IconButton label={say().chats} onPress={() => push("chats", {})}>
        <Menu />
      </IconButton>
      <ModelButton />
      <span class="spring" />
      <button
        type="button"
        class="badge-btn"
        aria-label={`${say().openChecks}: ${say()[WORDS[state]]}`}
        onClick={() => push("checks", { answerId })}
      >
        <span class="badge-in" key={state}>
          <Badge state={state}>{say()[WORDS[state]]}</Badge>
        </span>
      </button>
      {begun && (
        <IconButton label={say().newChat} onPress={() => push("chat", { chatId: null })}>
          <NewChat />
        </IconButton>
      )}
    </header>
  );
}
