// The production program: AMD's and NVIDIA's roots only.
import { absentEngine, memoryVault } from "./app/placeholder.ts";
import { start } from "./app/start.tsx";
import { platformHere } from "./platform/here.ts";

const vault = memoryVault();
start({
  platform: platformHere("telegram-only"),
  engine: absentEngine,
  vault: async () => vault,
  simulated: false,
});
