import type { Services } from "../../../app/services.ts";
import type { ChatSession } from "./session.ts";
import { tellUnkept } from "./unkept.ts";

/** Goes with the conversations when they are deleted. */
const settingOf = ({ kept, id }: ChatSession): string => `chat.draft.${kept ? id : "new"}`;
/** How long after the last key a draft is kept. */
const KEEP_AFTER_MS = 500;
const LONGEST_DRAFT_CHARS = 100_000;

/** Puts back what was written and not sent in this conversation before the app was closed. */
export async function restoreDraft({ vault }: Services, session: ChatSession): Promise<void> {
  const draft = await (await vault()).getSetting(settingOf(session));
  if (draft && session.draft.value === "") session.draft.value = draft;
}

async function keepAs(vault: Services["vault"], setting: string, text: string): Promise<void> {
  const kept = text === "" || text.length > LONGEST_DRAFT_CHARS ? null : text;
  await (await vault()).setSetting(setting, kept);
}

/** Keeps what is being written, encrypted like the rest, until it is sent. @returns what ends the keeping, after a last time */
export function keepDraft({ vault }: Services, session: ChatSession): () => void {
  let before = settingOf(session);
  let timer: ReturnType<typeof setTimeout> | null = null;
  const keep = (): void => {
    timer = null;
    const text = session.draft.peek();
    const setting = settingOf(session);
    void keepAs(vault, setting, text).catch(tellUnkept);
    // A new chat has become one of its own, and what was written before is sent.
    if (setting !== before) void keepAs(vault, before, "").catch(tellUnkept);
    before = setting;
  };
  let first = true;
  const end = session.draft.subscribe(() => {
    if (first) return void (first = false);
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(keep, KEEP_AFTER_MS);
  });
  return () => {
    end();
    if (timer === null) return;
    clearTimeout(timer);
    keep();
  };
}
