// The production program: AMD's and NVIDIA's roots only.
import { memoryVault } from "./app/placeholder.ts";
import { start } from "./app/start.tsx";
import { createEngine } from "./engine/create.ts";
import workerUrl from "./engine/worker.ts?worker&url";
import { platformHere } from "./platform/here.ts";

const vault = memoryVault();
const platform = platformHere("telegram-only");
start({
  platform,
  engine: createEngine(workerUrl, platform.initData),
  vault: async () => vault,
  simulated: false,
});
