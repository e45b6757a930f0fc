import type { Services } from "../../../app/services.ts";
import type { ChatSession } from "./session.ts";

/** Goes with the conversations when they are deleted. */
const SETTING = "chat.draft";
/** How long after the last key a draft is kept. */
const KEEP_AFTER_MS = 500;
const LONGEST_DRAFT_CHARS = 100_000;

interface Draft {
  readonly chatId: string | null;
  readonly text: string;
}

const isDraft = (value: unknown): value is Draft =>
  typeof value === "object" && value !== null && typeof (value as Draft).text === "string";

function parse(kept: string | null): Draft | null {
  if (kept === null || kept.length > LONGEST_DRAFT_CHARS) return null;
  try {
    const value: unknown = JSON.parse(kept);
    return isDraft(value) ? value : null;
  } catch {
    return null;
  }
}

/** Puts back what was written and not sent in this conversation before the app was closed. */
export async function restoreDraft({ vault }: Services, session: ChatSession): Promise<void> {
  const draft = parse(await (await vault()).getSetting(SETTING));
  const chatId = session.kept ? session.id : null;
  if (draft && draft.chatId === chatId && session.draft.value === "") session.draft.value = draft.text;
}

/** Keeps what is being written, encrypted like the rest, until it is sent. @returns what ends the keeping, after a last time */
export function keepDraft({ vault }: Services, session: ChatSession): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const keep = (): void => {
    timer = null;
    const draft: Draft = { chatId: session.kept ? session.id : null, text: session.draft.peek() };
    const text = draft.text && draft.text.length < LONGEST_DRAFT_CHARS ? JSON.stringify(draft) : null;
    void vault().then((opened) => opened.setSetting(SETTING, text));
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
