import { useLayoutEffect } from "preact/hooks";
import { day, tonExact } from "../../app/format.ts";
import { openSheet, sheet } from "../../app/nav.ts";
import { problemOf, problemText } from "../../app/problem-text.ts";
import { useServices } from "../../app/services.ts";
import { useLoaded } from "../../app/use-loaded.ts";
import { Pill } from "../../design/buttons.tsx";
import { Group, Row, TitleRow } from "../../design/rows.tsx";
import { Skeleton } from "../../design/skeleton.tsx";
import { Notice } from "../../design/states.tsx";
import { KeyCard } from "./key-card.tsx";
import { allKeys, type DeveloperKey } from "./keys-api.ts";
import { inSentence, say } from "./keys-texts.ts";
import "./settings.css";

/** Keys for programs of the person's own. */
export default function Keys() {
  const { engine, platform } = useServices();
  const [keys, reload] = useLoaded(() => allKeys(engine), [engine, platform.online.value]);
  useCreateButton(keys.state === "there", reload);
  return (
    <main>
      <TitleRow title={say().title} />
      {keys.state === "waiting" && <Waiting />}
      {keys.state === "failed" && (
        <Notice state="pending" title={say().failed} actions={<Pill onPress={reload}>{say().again}</Pill>}>
          <p>{problemText(problemOf(keys.error))}</p>
        </Notice>
      )}
      {keys.state === "there" && <List keys={keys.value} changed={reload} />}
      <OnComputer />
    </main>
  );
}

/** Telegram's main button, but not under a sheet. */
function useCreateButton(isReady: boolean, created: () => void): void {
  const { platform } = useServices();
  const isShown = isReady && sheet.value === null;
  const text = say().create;
  useLayoutEffect(() => {
    if (!isShown) return;
    platform.setMainButton({ text, onPress: () => openSheet("newKey", { done: created }) });
    return () => platform.setMainButton(null);
  }, [platform, isShown, text, created]);
}

function List({ keys, changed }: { readonly keys: readonly DeveloperKey[]; readonly changed: () => void }) {
  const standing = keys.filter(({ revokedMs }) => revokedMs === null);
  const revoked = keys.filter(({ revokedMs }) => revokedMs !== null).slice(0, 20);
  return (
    <>
      {standing.length === 0 && (
        <section class="card pad">
          <h2 class="key-name">{say().none}</h2>
          <p class="ink-2">{say().noneSub}</p>
        </section>
      )}
      {standing.map((key) => (
        <KeyCard key={key.id} developerKey={key} changed={changed} />
      ))}
      {revoked.length > 0 && (
        <Group title={say().revoked}>
          {revoked.map((key) => (
            <Row
              key={key.id}
              title={key.label || say().unnamed}
              sub={say().revokedOn(inSentence(day(key.revokedMs ?? 0)))}
              value={<span class="num">{tonExact(key.spentNanoton)} TON</span>}
            />
          ))}
        </Group>
      )}
    </>
  );
}

function Waiting() {
  return (
    <section class="card pad" aria-busy="true">
      <Skeleton width={30} height={18} />
      <Skeleton width={45} height={12} />
      <Skeleton width={100} height={6} />
      <Skeleton width={40} height={12} />
    </section>
  );
}

/** How the command line takes a key. */
function OnComputer() {
  const lines = [
    `export COCOON_PROXY_URL=${location.origin}`,
    "export COCOON_API_KEY=ck_…",
    'npx --no cocoon chat "…"',
  ];
  return (
    <Group title={say().computer} footer={say().note}>
      <pre class="shell" tabIndex={0} role="region" aria-label={say().computer}>
        <span class="ink-2">{say().comment}</span>
        {`\n${lines.join("\n")}`}
      </pre>
    </Group>
  );
}
