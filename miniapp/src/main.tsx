// The production program: AMD's and NVIDIA's roots only.
import { absentEngine, memoryVault } from "./app/placeholder.ts";
import { start } from "./app/start.tsx";
import { browserPlatform } from "./platform/browser.ts";
import { parseLaunch } from "./platform/launch.ts";

const vault = memoryVault();
start({
  platform: browserPlatform({ ...parseLaunch(location.hash), initData: null }),
  engine: absentEngine,
  vault: async () => vault,
  simulated: false,
});
