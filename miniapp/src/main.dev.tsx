// The development program: it alone knows what is simulated.
import { absentEngine } from "./app/placeholder.ts";
import { start } from "./app/start.tsx";
import { platformHere } from "./platform/here.ts";
import { vaultOnDemand } from "./storage/on-demand.ts";

const platform = platformHere("any-link");
start({
  platform,
  engine: absentEngine,
  vault: vaultOnDemand(platform),
  simulated: true,
});
