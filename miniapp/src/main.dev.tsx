// The development program: it alone knows what is simulated.
import { start } from "./app/start.tsx";
import { createEngine } from "./engine/create.ts";
import workerUrl from "./engine/worker.dev.ts?worker&url";
import { platformHere } from "./platform/here.ts";
import { vaultOnDemand } from "./storage/on-demand.ts";

const platform = platformHere("any-link");
start({
  platform,
  engine: createEngine(workerUrl, platform.initData),
  vault: vaultOnDemand(platform),
  simulated: true,
});
