// The development program: it alone knows what is simulated.
import { memoryVault } from "./app/placeholder.ts";
import { start } from "./app/start.tsx";
import { createEngine } from "./engine/create.ts";
import workerUrl from "./engine/worker.dev.ts?worker&url";
import { platformHere } from "./platform/here.ts";

const vault = memoryVault();
const platform = platformHere("any-link");
start({
  platform,
  engine: createEngine(workerUrl, platform.initData),
  vault: async () => vault,
  simulated: true,
});
