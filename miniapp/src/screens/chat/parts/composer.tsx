import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { useServices } from "../../../app/services.ts";
import { ArrowUp, Stop } from "../../../design/icons.tsx";
import type { ChatSession } from "../store/session.ts";
import { say } from "../texts.ts";
import { AttachButton } from "./attach.tsx";

/** A longer question fits no model here, and would only be refused later. */
const LONGEST_QUESTION_CHARS = 200_000;

/** On a keyboard Enter sends and Shift+Enter breaks the line; under thumbs Enter breaks it, for the button is beside. */
const sends = (event: KeyboardEvent): boolean =>
  event.key === "Enter" && !event.shiftKey && !event.isComposing && matchMedia("(pointer: fine)").matches;

export interface ComposerProps {
  readonly session: ChatSession;
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly onSend: () => void;
}

export function Composer({ session, field, onSend }: ComposerProps) {
  const { platform } = useServices();
  const text = session.draft.value;
  useLayoutEffect(() => grow(field.current), [text, field]);
  return (
    <div class="composer">
      <AttachButton session={session} />
      <textarea
        ref={field}
        class="field"
        rows={1}
        aria-label={say().message}
        placeholder={say().message}
        maxLength={LONGEST_QUESTION_CHARS}
        value={text}
        onInput={(event) => (session.draft.value = event.currentTarget.value)}
        onKeyDown={(event) => {
          if (!sends(event)) return;
          event.preventDefault();
          onSend();
        }}
        onFocus={() => platform.holdSwipes("composer", true)}
        onBlur={() => platform.holdSwipes("composer", false)}
      />
      <SendButton session={session} onSend={onSend} />
    </div>
  );
}

/** The field is as high as its text, up to what the style allows. */
function grow(field: HTMLTextAreaElement | null): void {
  if (!field) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

/** Sends; stops while an answer runs. The focus stays in the field: a press does not take it. */
function SendButton({ session, onSend }: { readonly session: ChatSession; readonly onSend: () => void }) {
  const running = session.live.value !== null;
  const idle = !running && session.draft.value.trim() === "";
  const press = () => (running ? session.stop() : onSend());
  return (
    <button
      type="button"
      class={idle ? "send idle" : "send"}
      aria-label={running ? say().stop : say().send}
      aria-disabled={idle}
      onPointerDown={(event) => event.preventDefault()}
      onClick={press}
    >
      <i>{running ? <Stop /> : <ArrowUp size="s" />}</i>
    </button>
  );
}
