// The production program: AMD's and NVIDIA's roots only.
import { absentEngine } from "./app/placeholder.ts";
import { start } from "./app/start.tsx";
import { platformHere } from "./platform/here.ts";
import { vaultOnDemand } from "./storage/on-demand.ts";

const platform = platformHere("telegram-only");
start({
  platform,
  engine: absentEngine,
  vault: vaultOnDemand(platform),
  simulated: false,
});
