import { fetchProblemTexts } from "./problem-text.ts";
import { SCREENS, SHEETS } from "./screens.ts";
import type { Services } from "./services.ts";

/** The first answer and whatever it needs go before what may be needed later. */
const QUIET_MS = 4000;

/**
 * Fetches, once the app is quiet, whatever a lost connection would keep away: sentences about problems first, then the screens. Where
 * the person saves data, only the sentences.
 */
export function fetchWhenIdle({ platform }: Services): void {
  setTimeout(() => {
    if (platform.online.value) void fetchAll().catch(() => undefined);
  }, QUIET_MS);
}

async function fetchAll(): Promise<void> {
  await fetchProblemTexts();
  if (savesData()) return;
  for (const part of [...Object.values(SCREENS), ...Object.values(SHEETS)]) {
    if (!("fetch" in part)) continue;
    await idle();
    await part.fetch();
  }
}

const savesData = (): boolean =>
  (navigator as { readonly connection?: { readonly saveData?: boolean } }).connection?.saveData === true;

const idle = (): Promise<void> =>
  new Promise((resolve) => {
    if ("requestIdleCallback" in window) requestIdleCallback(() => resolve());
    else setTimeout(resolve, 50);
  });
