import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { PHONE } from "../driver/phone.ts";
import { TelegramHost } from "../driver/telegram-host.ts";
import { initDataOf, newUserId, type World } from "../world.ts";
import type { Story } from "./story.ts";

const TELEGRAM = "https://web.telegram.org";
const ELSEWHERE = "https://telegram.example";
const SHOWN_MS = 20_000;

/** In a browser Telegram shows the app in a frame of its web client. Nobody else may: a frame is how clicks are stolen. */
export const framed: Story = {
  name: "Telegram's web client frames the app, and no other page may",
  async run(world) {
    const initData = await initDataOf(world, newUserId());
    const app = `${world.network.proxyUrl}/app/#${new TelegramHost(PHONE).hash(initData)}`;
    await framedBy(world, TELEGRAM, async (page) => {
      await page.goto(TELEGRAM);
      await frameOf(page, app);
      await page
        .frameLocator("iframe")
        .getByRole("heading", { name: /Ask what you would/ })
        .waitFor();
      await page.waitForFunction("window.events.includes('iframe_ready')");
    });
    await framedBy(world, ELSEWHERE, async (page) => {
      await page.goto(ELSEWHERE);
      const refused = page.waitForEvent("console", (message) => message.text().includes("frame-ancestors"));
      await frameOf(page, app);
      await refused;
      assert.equal(await page.frameLocator("iframe").getByRole("heading", { name: /Ask/ }).count(), 0);
    });
  },
};

/** The page of an origin which the browser's debugger serves: the browser itself can reach no such place. */
async function framedBy(
  { browser }: World,
  origin: string,
  story: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({
    viewport: PHONE,
    locale: PHONE.language,
    // The local network is none of the internet's pages' business, else; where the app is at home, no browser asks that.
    permissions: ["local-network-access"],
  });
  context.setDefaultTimeout(SHOWN_MS);
  try {
    await context.route(`${origin}/**`, (route) => route.fulfill({ contentType: "text/html", body: CLIENT }));
    await story(await context.newPage());
  } finally {
    await context.close();
  }
}

/** Keeps the names of what the app in its frame tells it, as Telegram's web client acts on them. */
const CLIENT = `<!doctype html><title>A page with a frame</title><script>
  window.events = [];
  window.addEventListener("message", ({ data }) => window.events.push(JSON.parse(data).eventType));
</script>`;

const frameOf = (page: Page, address: string): Promise<void> =>
  page.evaluate((src) => {
    const frame = document.createElement("iframe");
    frame.style.cssText = "width: 100%; height: 780px";
    frame.src = src;
    document.body.append(frame);
  }, address);
