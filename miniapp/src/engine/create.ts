import type { Engine } from "./port.ts";
import { RemoteEngine } from "./remote.ts";
import { startWorker } from "./start-worker.ts";

/**
 * The app's engine.
 * @param workerUrl its program, a file of this build
 * @param initData what Telegram signed for this launch; null in a plain page, whose person signs in by wallet
 */
export function createEngine(workerUrl: string, initData: string | null): Engine {
  const engine = new RemoteEngine(() => startWorker(workerUrl));
  // After the first paint. Whatever fails here is told by the first call that needs a session, which tries again.
  if (initData !== null) setTimeout(() => void engine.signInByTelegram(initData).catch(() => undefined));
  return engine;
}
