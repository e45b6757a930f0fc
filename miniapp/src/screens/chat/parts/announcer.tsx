import { useEffect, useRef, useState } from "preact/hooks";
import { sentenceEnd, spoken } from "../model/words.ts";
import type { ChatSession } from "../store/session.ts";
import { shownAs } from "../model/outcome.ts";

/** Says an answer to a screen reader while it arrives: sentence by sentence, each once, and the rest when it has ended. */
export function Announcer({ session }: { readonly session: ChatSession }) {
  const said = useRef({ id: "", chars: 0 });
  const [words, setWords] = useState("");
  const live = session.live.value;
  const id = session.liveId.value;
  const ended = live ? null : session.messages.value.find((message) => message.id === id);
  const text = live?.text ?? (ended && shownAs(ended) !== "card" ? ended.text : "");
  useEffect(() => {
    if (said.current.id !== id) said.current = { id, chars: live ? 0 : text.length };
    const from = said.current.chars;
    const end = live ? sentenceEnd(text, from) : text.length;
    if (end <= from) return;
    said.current.chars = end;
    setWords(spoken(text.slice(from, end)));
  }, [id, text, live]);
  return (
    <div class="vh" aria-live="polite" aria-atomic="true">
      {words}
    </div>
  );
}
