import { Component, type ComponentChildren } from "preact";
import { Pill } from "../design/buttons.tsx";
import { Alert, Offline } from "../design/icons.tsx";
import { Notice } from "../design/states.tsx";
import { push } from "./nav.ts";
import { texts } from "./text.ts";

const say = texts(
  {
    offline: "No connection",
    notLoaded: "This part of the app has not come yet. Your text is safe here.",
    again: "Try again",
    failed: "This screen failed",
    safe: "Nothing was charged by it, and your chats are safe here.",
    toChat: "Back to the chat",
  },
  {
    offline: "Нет связи",
    notLoaded: "Эта часть приложения ещё не загрузилась. Текст сохранён здесь.",
    again: "Повторить",
    failed: "Экран дал сбой",
    safe: "Списаний из-за этого не было, чаты целы.",
    toChat: "Назад к чату",
  },
);

/** In the place of a part that could not be fetched. */
export function LoadFailed({ again }: { readonly again: () => void }) {
  const words = say();
  return (
    <main class="failure">
      <Notice
        state="refused"
        icon={<Offline />}
        title={words.offline}
        actions={<Pill onPress={again}>{words.again}</Pill>}
      >
        <p>{words.notLoaded}</p>
      </Notice>
    </main>
  );
}

interface BoundaryProps {
  readonly children: ComponentChildren;
}

/** In the place of a screen whose drawing threw. What was thrown is not told: it may hold a person's text. */
export class Boundary extends Component<BoundaryProps, { readonly failed: boolean }> {
  override state = { failed: false };

  static override getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? <ScreenFailed again={this.#again} /> : this.props.children;
  }

  readonly #again = (): void => this.setState({ failed: false });
}

function ScreenFailed({ again }: { readonly again: () => void }) {
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
        title={words.failed}
        actions={
          <>
            <Pill onPress={again}>{words.again}</Pill>
            <Pill onPress={toChat}>{words.toChat}</Pill>
          </>
        }
      >
        <p>{words.safe}</p>
      </Notice>
    </main>
  );
}
