import { expect, it } from "vitest";
import { relayedWallets } from "./settings.ts";
import { KNOWN_WALLETS } from "./wallets.ts";

const read = (text: string) => relayedWallets(text, KNOWN_WALLETS);

it("relays to none without being told", () => {
  expect(read("")).toEqual([]);
});

it("knows the bridges of wallets by name, and takes another for one", () => {
  const [keeper, hub] = read("tonkeeper,tonhub=https://bridge.example/tc/");
  expect(keeper).toEqual(KNOWN_WALLETS.find(({ id }) => id === "tonkeeper"));
  expect(hub).toMatchObject({ id: "tonhub", bridgeUrl: "https://bridge.example/tc" });
  expect(read("tonhub=http://127.0.0.1:8081/bridge")).toHaveLength(1);
});

it.each([
  ["a wallet that is not known", "purse", "not known; there are telegram-wallet"],
  ["a wallet twice", "tonhub,tonhub", "twice"],
  ["a bridge without TLS", "tonhub=http://bridge.example/x", "no https URL"],
  ["a bridge with a password", "tonhub=https://a:b@bridge.example", "no https URL"],
  ["a bridge with a query", "tonhub=https://bridge.example?x=", "no https URL"],
  ["no bridge", "tonhub=", "no https URL"],
])("refuses %s", (_, text, reason) => {
  expect(() => read(text)).toThrow(reason);
});
