import { useState } from "preact/hooks";
import { push } from "../../app/nav.ts";
import { useServices } from "../../app/services.ts";
import { useLoaded, valueOf } from "../../app/use-loaded.ts";
import { IconButton } from "../../design/buttons.tsx";
import { Gear, Search } from "../../design/icons-lists.tsx";
import { Alert, Check, NewChat, Pencil } from "../../design/icons.tsx";
import { TitleRow } from "../../design/rows.tsx";
import { Strip } from "../../design/states.tsx";
import { ChatList } from "./chat-list.tsx";
import { Places } from "./places.tsx";
import { say } from "./texts.ts";
import "./chats.css";

/** Finds, continues and deletes conversations; from here one goes to the wallet, to earning and to the settings. */
export default function Chats() {
  const { vault } = useServices();
  const [wanted, setWanted] = useState("");
  const [edits, setEdits] = useState(false);
  const [found, reload] = useLoaded(async () => (await vault()).search(wanted), [vault, wanted]);
  const hasChats = wanted !== "" || (valueOf(found)?.length ?? 0) > 0;
  return (
    <main class="chats">
      <TitleRow title={say().title}>
        {hasChats && (
          <IconButton label={edits ? say().done : say().edit} onPress={() => setEdits(!edits)}>
            {edits ? <Check /> : <Pencil />}
          </IconButton>
        )}
        <IconButton label={say().settings} onPress={() => push("settings", {})}>
          <Gear />
        </IconButton>
        <IconButton label={say().newChat} onPress={() => push("chat", { chatId: null })}>
          <NewChat />
        </IconButton>
      </TitleRow>
      <SearchField wanted={wanted} onChange={setWanted} />
      <Places />
      <Keeping />
      <ChatList found={found} wanted={wanted} edits={edits} changed={reload} />
    </main>
  );
}

function SearchField({ wanted, onChange }: { wanted: string; onChange: (wanted: string) => void }) {
  return (
    <label class="search">
      <Search size="s" />
      <input
        type="search"
        aria-label={say().search}
        placeholder={say().search}
        value={wanted}
        maxLength={200}
        autocomplete="off"
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}

/** Says so where chats don't outlive this run. */
function Keeping() {
  const { vault } = useServices();
  const [opened] = useLoaded(vault, [vault]);
  const kept = valueOf(opened);
  if (!kept || kept.keepsChats()) return null;
  return (
    <section class="card strip-card">
      <Strip icon={<Alert size="s" />}>{kept.keeping === "session" ? say().session : say().off}</Strip>
    </section>
  );
}
