// dev harness
import { Network } from "../network.ts";
import { scratchFolder } from "../../stack/scratch.ts";
import { CACHE } from "../../stack/network/layout.ts";
import { withWorld } from "./world.ts";
import { Visit } from "./visit.ts";
import { STORIES } from "./stories/stories.ts";
const scratch = await scratchFolder(CACHE, "zz");
const say = (l: string) => console.log(l);
const network = await Network.start(scratch.folder, say, { endless: true });
const begin = Visit.begin;
import { ScriptedConnect } from "../../wallet/connect/scripted.ts";
const ans = ScriptedConnect.prototype.answer;
ScriptedConnect.prototype.answer = async function (r: any) {
  console.log("  WALLET", r.method, String(r.params?.[0]).slice(0, 400));
  return ans.call(this, r);
};
const open: Visit[] = [];
const judge = Visit.prototype.judge;
let shot = 0;
Visit.prototype.judge = async function (name: string) {
  await this.page.screenshot({ path: `/tmp/prove-shot-${shot++}-${name.replace(/\W+/g, "-")}.png` });
  try {
    await judge.call(this, name);
  } catch (e) {
    console.log(
      "  JUDGE",
      name,
      (e as Error).message
        .split("\n")
        .filter((l) => /^\+ +'|^\+ +"/.test(l))
        .join("\n")
        .slice(0, 1500),
    );
  }
};
(Visit as any).begin = async (...a: any[]) => {
  const v = await (begin as any).apply(Visit, a);
  open.push(v);
  (v as any).close = async () => {};
  v.page.on("console", (m: any) => console.log("  console:", m.type(), m.text().slice(0, 300)));
  v.page.on("response", (r: any) => {
    if (r.status() >= 400) console.log("  http", r.status(), r.url());
  });
  return v;
};
try {
  await withWorld(
    { shots: null, network: async () => network, progress: say, print: say },
    network,
    async (world) => {
      for (const s of STORIES.filter((s) => !process.argv[2] || s.name.includes(process.argv[2]))) {
        const t = Date.now();
        say("── " + s.name);
        try {
          await s.run(world);
          say(`   ok ${Date.now() - t} ms`);
        } catch (e) {
          console.log("FAILED", (e as Error).message.slice(0, 3000));
          let i = 0;
          for (const v of open.splice(0)) {
            await v.page.screenshot({ path: `/tmp/prove-fail-${i++}.png` }).catch(() => {});
            console.log(
              "  main:",
              JSON.stringify(v.telegram?.mainButton),
              "watch",
              v.watch.taken(),
              "\n",
              (
                await v.page
                  .locator("body")
                  .innerText()
                  .catch(() => "")
              ).slice(0, 1500),
            );
          }
        }
        open.splice(0);
      }
    },
  );
} finally {
  await network.stop();
  await scratch.remove();
}
process.exit(0);
