// The production program: AMD's and NVIDIA's roots only.
import { start } from "./app/start.tsx";
import { createEngine } from "./engine/create.ts";
import workerUrl from "./engine/worker.ts?worker&url";
import { platformHere } from "./platform/here.ts";
import { vaultOnDemand } from "./storage/on-demand.ts";

const platform = platformHere("telegram-only");
start({
  platform,
  engine: createEngine(workerUrl, platform.initData),
  vault: vaultOnDemand(platform),
  simulated: false,
});
