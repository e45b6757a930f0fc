import { confirm, openSheet, push } from "../../app/nav.ts";
import { useServices } from "../../app/services.ts";
import { IconButton } from "../../design/buttons.tsx";
import { Bin } from "../../design/icons-lists.tsx";
import { Pencil } from "../../design/icons.tsx";
import type { ConversationHead } from "../../storage/port.ts";
import { sessionsOf } from "../chat/store/sessions.ts";
import { Face } from "./face.tsx";
import { say } from "./texts.ts";
import { shortTime } from "./when.ts";

export interface ChatRowProps {
  readonly head: ConversationHead;
  /** After it was deleted or renamed. */
  readonly changed: () => void;
}

/** A chat of the list: pressed, it goes on. */
export function ChatRow({ head }: Pick<ChatRowProps, "head">) {
  return (
    <button type="button" class="row" onClick={() => push("chat", { chatId: head.id })}>
      <Face title={head.title} />
      <Lines head={head} />
    </button>
  );
}

/** The same while the list is edited: renamed when pressed, and deleted by the bin. */
export function EditedRow({ head, changed }: ChatRowProps) {
  const services = useServices();
  const remove = async (): Promise<void> => {
    const agreed = await confirm({
      title: say().removeTitle,
      text: say().removeText(head.title),
      action: say().removeAction,
      danger: true,
    });
    if (!agreed) return;
    await (await services.vault()).remove(head.id);
    sessionsOf(services).forget(head.id);
    changed();
  };
  return (
    <div class="row edited">
      <button
        type="button"
        class="edited-name"
        onClick={() => openSheet("rename", { id: head.id, title: head.title, done: changed })}
      >
        <Pencil size="s" />
        <span class="vh">{say().renameTitle}</span>
        <Lines head={head} />
      </button>
      <IconButton label={say().remove(head.title)} onPress={() => void remove()}>
        <Bin />
      </IconButton>
    </div>
  );
}

function Lines({ head }: Pick<ChatRowProps, "head">) {
  return (
    <span class="grow">
      <span class="chat-top">
        <b>{head.title}</b>
        <span class="num">{shortTime(head.updatedMs)}</span>
      </span>
      <small class="chat-preview">
        {head.imported && <span class="chat-tag">{say().imported}</span>}
        {head.preview}
      </small>
    </span>
  );
}
