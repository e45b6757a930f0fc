import { type ComponentType } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { fetchModule } from "../../app/fetch-module.ts";
import { lazy } from "../../app/lazy.tsx";
import { route, type Screens, replace } from "../../app/nav.ts";
import { type Services, useServices } from "../../app/services.ts";
import { ArrowDown } from "../../design/icons.tsx";
import { Skeleton } from "../../design/skeleton.tsx";
import { Hazard } from "../../design/states.tsx";
import { readDeviceLimits } from "../../wallet/device-limits.ts";
import { AppBar } from "./parts/app-bar.tsx";
import { Composer } from "./parts/composer.tsx";
import { Empty } from "./parts/empty.tsx";
import { atEnd, toEnd } from "./parts/scrolling.ts";
import { useRounds } from "./rounds.ts";
import { keepDraft, restoreDraft } from "./store/draft.ts";
import { chosenModel, loadModels, machinesState, modelsStale } from "./store/models.ts";
import type { ChatSession } from "./store/session.ts";
import { sessionsOf } from "./store/sessions.ts";
import { tellUnkept } from "./store/unkept.ts";
import { say } from "./texts.ts";
import "./chat.css";

/** What the first paint does without. */
const loadRest = () => Promise.all([loadThread(), loadStrips()]);

type ThreadProps = { readonly session: ChatSession };

/** Messages come with the first of them, or once the page is idle. */
const loadThread = () => fetchModule(() => import("./parts/thread.tsx"));
const loadStrips = () => fetchModule(() => import("./parts/strips.tsx"));
const Thread: ComponentType<ThreadProps> = lazy(loadThread, Opening);

/** The line over the composer, once it has come; its place is empty until then, and where it can't be fetched. */
function Strips(props: ThreadProps) {
  const online = useServices().platform.online.value;
  const [loaded, setLoaded] = useState<{ readonly Part: ComponentType<ThreadProps> } | null>(null);
  useEffect(() => {
    loadStrips().then(
      (module) => setLoaded({ Part: module.default }),
      () => undefined,
    );
  }, [online]);
  return loaded && <loaded.Part {...props} />;
}

function Opening() {
  return (
    <div class="thread-sk" aria-busy="true" aria-label={say().loading} role="status">
      <Skeleton width={58} />
      <Skeleton width={94} />
      <Skeleton width={72} />
    </div>
  );
}

/** The home: one conversation, and the field for the next message. */
export function Chat({ chatId }: Screens["chat"]) {
  const services = useServices();
  const session = useSession(chatId);
  useRounds(services, session, loadRest);
  if (!session)
    return (
      <main>
        <Opening />
      </main>
    );
  return <Open session={session} />;
}

/** The conversation of `chatId`; null while it is read. One that was deleted is a new one. */
function useSession(chatId: string | null): ChatSession | null {
  const services = useServices();
  const sessions = sessionsOf(services);
  const [, drawAnew] = useState(0);
  useEffect(() => {
    let here = true;
    const read = async (id: string): Promise<void> => {
      const found = await sessions.load(id);
      if (!here) return;
      if (!found && route.peek().screen === "chat") replace("chat", { chatId: null });
      drawAnew((times) => times + 1);
    };
    // Where the phone does not give it back, the line over the composer of a new one says so.
    const unread = (error: unknown): void => {
      void tellUnkept(error);
      if (here) replace("chat", { chatId: null });
    };
    if (chatId !== null) read(chatId).catch(unread);
    return () => {
      here = false;
    };
  }, [chatId, sessions]);
  return sessions.at(chatId);
}

function Open({ session }: { readonly session: ChatSession }) {
  const services = useServices();
  const field = useRef<HTMLTextAreaElement>(null);
  const begun = session.messages.value.length > 0;
  useEffect(() => {
    void restoreDraft(services, session);
    return keepDraft(services, session);
  }, [services, session]);
  useEffect(() => {
    if (session.editing.value) field.current?.focus();
  }, [session.editing.value]);
  const idea = (text: string): void => {
    session.draft.value = `${text}: `;
    field.current?.focus();
  };
  return (
    <>
      <AppBar session={session} />
      <main>
        {(services.simulated || machinesState.value === "simulated") && <Banner />}
        {begun && <h1 class="vh">{say().chat}</h1>}
        {begun ? <Thread key={session.id} session={session} /> : <Empty onIdea={idea} />}
      </main>
      <section class="dock" aria-label={say().compose}>
        {begun && !atEnd.value && (
          <button type="button" class="to-end" aria-label={say().toEnd} onClick={toEnd}>
            <ArrowDown />
          </button>
        )}
        <Strips session={session} />
        <Composer session={session} field={field} onSend={() => void send(session, services)} />
      </section>
    </>
  );
}

const Banner = () => (
  <div class="chat-banner">
    <Hazard title={say().hazard}>{say().hazardWhy}</Hazard>
  </div>
);

/**
 * Sends what is written, unless an answer runs; who is faster than the list of models waits for it. The address of the chat is
 * its own from its first message on.
 */
async function send(session: ChatSession, services: Services): Promise<void> {
  const text = session.draft.value.trim();
  if (text === "" || session.live.value) return;
  // What one answer may cost must hold for the first one too. Where nothing can be kept, no limit was.
  await services
    .vault()
    .then(readDeviceLimits)
    .catch(() => undefined);
  if (chosenModel.value === null) await loadModels(services);
  // Where no list came, the line over the composer says so, and the text stays.
  const unlisted = chosenModel.value === null && modelsStale.value;
  if (unlisted || session.live.value || session.draft.value.trim() !== text) return;
  services.platform.haptic("light");
  session.ask(text);
  toEnd();
  const { screen, params } = route.peek();
  if (screen === "chat" && params.chatId !== session.id) replace("chat", { chatId: session.id });
}
