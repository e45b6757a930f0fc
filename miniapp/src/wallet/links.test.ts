import { expect, it } from "vitest";
import { bringToFront } from "./links.ts";

it.each([
  ["https://keeper.example/ton-connect", "https://keeper.example/ton-connect?ret=back"],
  ["https://keeper.example/c?app=1", "https://keeper.example/c?app=1&ret=back"],
  ["https://t.me/wallet?attach=wallet", "https://t.me/wallet/start?startapp=tonconnect-ret__back"],
  ["https://t.me/keeper_bot/app", "https://t.me/keeper_bot/app?startapp=tonconnect-ret__back"],
])("brings the wallet of %s to the front", (link, front) => {
  expect(bringToFront(link)).toBe(front);
});
