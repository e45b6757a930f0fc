import { browserPlatform } from "./browser.ts";
import { inTelegram, telegramPlatform } from "./in-telegram.ts";
import { type Launch, parseLaunch } from "./launch.ts";
import type { Platform } from "./port.ts";

/**
 * Where the app runs. @param trust whether a plain page believes what a link says Telegram signed: in production it does not, or
 * whoever made the link would have his account used.
 */
export function platformHere(trust: "telegram-only" | "any-link"): Platform {
  const launch = parseLaunch(location.hash);
  if (inTelegram(location.hash))
    return telegramPlatform(launch, async (...wanted) => {
      const { connectTelegram } = await import("./telegram.ts");
      return connectTelegram(...wanted);
    });
  const plain: Launch = trust === "any-link" ? launch : { ...launch, initData: null };
  return browserPlatform(plain);
}
