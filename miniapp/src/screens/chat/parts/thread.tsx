import { language } from "../../../app/text.ts";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { heightOf } from "../model/window.ts";
import type { ChatSession } from "../store/session.ts";
import { Announcer } from "./announcer.tsx";
import { CardView } from "./card.tsx";
import { LiveAnswer } from "./live-answer.tsx";
import { Settled } from "./messages.tsx";
import { loadMarkdown } from "./rendered.tsx";
import { toEnd } from "./scrolling.ts";
import { useWindow } from "./windowed.ts";
import "../../../design/thread.css";
import "./thread.css";

/** The messages of a conversation, and the answer on its way behind them. */
export default function Thread({ session }: { readonly session: ChatSession }) {
  const list = useRef<HTMLDivElement>(null);
  const { mounted, heights } = useWindow(session, list);
  const messages = session.messages.value;
  const live = session.live.value;
  const lastQuestion = messages.findLastIndex(({ role }) => role === "user");
  const lost = !live && messages.length > 0 && messages.at(-1)?.role === "user";
  useLayoutEffect(toEnd, [session, session.liveId.value]);
  useEffect(() => void loadMarkdown(), []);
  return (
    <div class="messages" ref={list}>
      <Space px={heightOf(heights, 0, mounted.first)} />
      {messages.slice(mounted.first, mounted.end).map((message, index) => (
        <div class="message" key={message.id} data-id={message.id}>
          <Settled
            session={session}
            message={message}
            last={mounted.first + index >= lastQuestion}
            running={live !== null}
            spoken={language.value}
          />
        </div>
      ))}
      <Space px={heightOf(heights, mounted.end, heights.length)} />
      {live && (
        <div class="message" key={session.liveId.value}>
          <LiveAnswer live={live} />
        </div>
      )}
      {lost && (
        <div class="message" key="lost">
          <CardView session={session} message={null} last />
        </div>
      )}
      <Announcer session={session} />
    </div>
  );
}

const Space = ({ px }: { readonly px: number }) => (px > 0 ? <div style={{ height: `${px}px` }} /> : null);
