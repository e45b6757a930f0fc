import { Network } from "../network.ts";
import { scratchFolder } from "../../stack/scratch.ts";
import { CACHE } from "../../stack/network/layout.ts";
import { withWorld } from "./world.ts";
import { Visit } from "./visit.ts";
import { axeProblems } from "./driver/axe.ts";
const scratch = await scratchFolder(CACHE, "zz");
const say = (l: string) => console.log(l);
const network = await Network.start(scratch.folder, say, {});
try {
  await withWorld({ network: async () => network, progress: say, print: say }, network, async (world) => {
    const v = await Visit.begin(world);
    await v.page.waitForTimeout(2000);
    await v.page.screenshot({ path: "/tmp/prove-a.png" });
    console.log(v.telegram?.messages, v.telegram?.mainButton, v.watch.taken(), v.watch.asked);
    console.log(await axeProblems(v.page));
    const p = await Visit.begin(world, { userId: null });
    await p.page.waitForTimeout(2000);
    await p.page.screenshot({ path: "/tmp/prove-b.png" });
    console.log(p.watch.taken(), await p.page.content());
  });
} finally {
  await network.stop();
  await scratch.remove();
}
process.exit(0);
