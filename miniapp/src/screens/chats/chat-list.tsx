import { useState } from "preact/hooks";
import type { Loaded } from "../../app/use-loaded.ts";
import { Pill } from "../../design/buttons.tsx";
import { Group } from "../../design/rows.tsx";
import { Skeleton } from "../../design/skeleton.tsx";
import { Notice } from "../../design/states.tsx";
import type { ConversationHead } from "../../storage/port.ts";
import { ChatRow, EditedRow } from "./chat-rows.tsx";
import { say } from "./texts.ts";

/** As many are drawn as a thumb goes through; the rest when asked for. */
const PAGE = 60;

export interface ChatListProps {
  readonly found: Loaded<readonly ConversationHead[]>;
  readonly wanted: string;
  readonly edits: boolean;
  readonly changed: () => void;
}

export function ChatList({ found, wanted, edits, changed }: ChatListProps) {
  const [many, setMany] = useState(PAGE);
  if (found.state === "waiting") return <Waiting />;
  if (found.state === "failed")
    return (
      <Notice state="refused" title={say().title}>
        <p>{say().closed}</p>
      </Notice>
    );
  const heads = found.value;
  if (heads.length === 0)
    return (
      <p class="nothing" role="status">
        {wanted === "" ? say().empty : say().nothing(wanted)}
      </p>
    );
  return (
    <>
      <Group inset="face" footer={say().kept}>
        {heads
          .slice(0, many)
          .map((head) =>
            edits ? (
              <EditedRow key={head.id} head={head} changed={changed} />
            ) : (
              <ChatRow key={head.id} head={head} />
            ),
          )}
      </Group>
      {heads.length > many && (
        <Pill wide onPress={() => setMany(many + PAGE)}>
          {say().more}
        </Pill>
      )}
    </>
  );
}

/** Eight rows, of the size of chats. */
function Waiting() {
  return (
    <div class="card has-face" aria-busy="true">
      {[48, 34, 56, 40, 62, 38, 52, 44].map((width) => (
        <div class="row" key={width}>
          <span class="disc face" />
          <span class="grow">
            <Skeleton width={width} height={14} />
            <Skeleton width={90 - width / 3} height={12} />
          </span>
        </div>
      ))}
    </div>
  );
}
