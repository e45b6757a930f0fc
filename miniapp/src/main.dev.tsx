// The development program: it alone knows what is simulated.
import { absentEngine, memoryVault } from "./app/placeholder.ts";
import { start } from "./app/start.tsx";
import { platformHere } from "./platform/here.ts";

const vault = memoryVault();
start({
  platform: platformHere("any-link"),
  engine: absentEngine,
  vault: async () => vault,
  simulated: true,
});
