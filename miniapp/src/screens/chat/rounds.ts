import { useEffect } from "preact/hooks";
import type { Services } from "../../app/services.ts";
import { loadBalance } from "./store/balance.ts";
import { checkMachines, chosenModel, loadModels } from "./store/models.ts";
import type { ChatSession } from "./store/session.ts";
import { readDeviceLimits } from "../../wallet/device-limits.ts";

/** `requestIdleCallback`, which Safari lacks at our floor. */
const whenIdle = (work: () => void): void => {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(work, { timeout: 2000 });
  else setTimeout(work, 200);
};

/** What the chat does beside being drawn: it learns the models, balance and machines. */
export function useRounds(
  services: Services,
  session: ChatSession | null,
  loadRest: () => Promise<unknown>,
): void {
  const { platform } = services;
  const running = session?.live.value !== null && session !== null;
  const online = platform.online.value;
  useEffect(() => {
    if (online) whenIdle(() => void refresh(services));
  }, [services, online, chosenModel.value]);
  useEffect(() => {
    services
      .vault()
      .then(readDeviceLimits)
      .catch(() => undefined);
  }, [services]);
  useEffect(() => whenIdle(() => void loadRest().catch(() => undefined)), [loadRest, online]);
  useEffect(() => {
    if (!running && online) void loadBalance(services);
  }, [services, running, online]);
}

/** Services whose answers of an earlier run were ended already: nobody can open them any more, and they hold money. */
const tidied = new WeakSet<Services>();

async function refresh(services: Services): Promise<void> {
  await loadModels(services);
  await checkMachines(services);
  if (tidied.has(services)) return;
  tidied.add(services);
  await services.engine.cancelLost().catch(() => undefined);
}
