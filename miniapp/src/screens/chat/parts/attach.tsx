import { signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { texts } from "../../../app/text.ts";
import { IconButton } from "../../../design/buttons.tsx";
import { Attach } from "../../../design/icons.tsx";
import { type AttachmentRefusal, refusalOf, withFile } from "../model/attachment.ts";
import type { ChatSession } from "../store/session.ts";
import { say } from "../texts.ts";

/** Why the last file was not taken; null: it was, or none was chosen. */
export const attachmentRefusal = signal<AttachmentRefusal | null>(null);

export const refusalWords = texts(
  {
    images: "No model here reads images yet. Write what is in it instead.",
    sound: "No model here hears recordings yet. Write it down instead.",
    documents: "Models here read text. Paste the text of the document instead.",
    "too-large": "This file is longer than a message can be. Paste the part that matters.",
  },
  {
    images: "Модели пока не видят изображений. Опишите его словами.",
    sound: "Модели пока не слышат записей. Перескажите словами.",
    documents: "Модели читают текст. Вставьте текст документа.",
    "too-large": "Файл длиннее, чем может быть сообщение. Вставьте нужную часть.",
  },
);

async function take(file: File, session: ChatSession): Promise<void> {
  attachmentRefusal.value = refusalOf({ name: file.name, type: file.type, sizeBytes: file.size });
  if (attachmentRefusal.value === null)
    session.draft.value = withFile(session.draft.value, file.name, await file.text());
}

/** A file of text becomes part of the message, on this device; nothing is uploaded. */
export function AttachButton({ session }: { readonly session: ChatSession }) {
  const input = useRef<HTMLInputElement>(null);
  const chosen = () => {
    const file = input.current?.files?.[0];
    if (file) void take(file, session);
    if (input.current) input.current.value = "";
  };
  return (
    <>
      <input ref={input} type="file" hidden tabIndex={-1} aria-hidden="true" onChange={chosen} />
      <IconButton label={say().attach} quiet onPress={() => input.current?.click()}>
        <Attach />
      </IconButton>
    </>
  );
}
