import { Component, type ComponentChildren } from "preact";
import { Pill } from "../design/buttons.tsx";
import { Alert } from "../design/icons.tsx";
import { Notice } from "../design/states.tsx";
import { push } from "./nav.ts";
import { texts } from "./text.ts";

const say = texts(
  {
    offline: "No connection",
    notLoaded: "This part of the app has not come yet. Your text is safe here.",
    failed: "This screen failed",
    safe: "Nothing was charged by it, and your chats are safe here.",
    again: "Try again",
    toChat: "Back to the chat",
  },
  {
    offline: "Нет связи",
    notLoaded: "Эта часть приложения ещё не загрузилась. Текст сохранён здесь.",
    failed: "Экран дал сбой",
    safe: "Списаний из-за этого не было, чаты целы.",
    again: "Повторить",
    toChat: "Назад к чату",
  },
);

interface FailureProps {
  /** A part that could not be fetched, or one whose drawing threw. */
  readonly cause: "offline" | "failed";
  readonly again: () => void;
}

/** In the place of a part of the app that is not there. */
export function Failure({ cause, again }: FailureProps) {
  const words = say();
  const toChat = (): void => {
    push("chat", { chatId: null });
    again();
  };
  return (
    <main class="failure">
      <Notice
        state="refused"
        icon={<Alert />}
        title={words[cause]}
        actions={
          <>
            <Pill onPress={again}>{words.again}</Pill>
            <Pill onPress={toChat}>{words.toChat}</Pill>
          </>
        }
      >
        <p>{cause === "failed" ? words.safe : words.notLoaded}</p>
      </Notice>
    </main>
  );
}

interface BoundaryProps {
  readonly children: ComponentChildren;
}

/** Holds what throws while it is drawn. What was thrown is not told: it may hold a person's text. */
export class Boundary extends Component<BoundaryProps, { readonly failed: boolean }> {
  override state = { failed: false };

  static override getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? <Failure cause="failed" again={this.#again} /> : this.props.children;
  }

  readonly #again = (): void => this.setState({ failed: false });
}
