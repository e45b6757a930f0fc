import { signal } from "@preact/signals";
import { type AttachmentRefusal, refusalOf, withFile } from "../model/attachment.ts";
import type { ChatSession } from "./session.ts";

/** Why the last file was not taken; null: it was, or none was chosen. */
export const attachmentRefusal = signal<AttachmentRefusal | null>(null);

/** Puts a file's text behind what is written, or says why not; nothing is uploaded. */
export async function take(file: File, session: ChatSession): Promise<void> {
  attachmentRefusal.value = refusalOf({ name: file.name, type: file.type, sizeBytes: file.size });
  if (attachmentRefusal.value === null)
    session.draft.value = withFile(session.draft.value, file.name, await file.text());
}
