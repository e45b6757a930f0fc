import type { CDPSession, Page } from "playwright-core";

/** What the design promises its times on: a cheap phone on a slow connection. */
const SLOW_PHONE = {
  cpu: 6,
  downBitsPerSecond: 1_600_000,
  upBitsPerSecond: 750_000,
  roundTripMs: 150,
} as const;

/** Slows the page down by the browser's own means. @param network also its connection, with nothing kept from before */
export async function slowed(page: Page, { network }: { readonly network: boolean }): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOW_PHONE.cpu });
  if (!network) return session;
  await session.send("Network.enable");
  await session.send("Network.clearBrowserCache");
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: SLOW_PHONE.roundTripMs,
    downloadThroughput: SLOW_PHONE.downBitsPerSecond / 8,
    uploadThroughput: SLOW_PHONE.upBitsPerSecond / 8,
  });
  return session;
}
