import { describe, expect, it } from "vitest";
import { isOwnBridge, readWallets } from "./list.ts";

const ORIGIN = "https://cocoon.example";
const place = { origin: ORIGIN, injected: (key: string) => key === "here" };
const wallet = {
  name: "Keeper",
  app_name: "keeper",
  image: "/app/wallets/keeper.svg",
  about_url: "https://keeper.example",
  universal_url: "https://keeper.example/connect",
  platforms: ["ios"],
  bridge: [
    { type: "sse", url: `${ORIGIN}/bridge/keeper` },
    { type: "js", key: "absent" },
  ],
};
const read = (...wallets: unknown[]) => readWallets(JSON.stringify(wallets), place);

describe("the list of wallets", () => {
  it("gives a wallet by our relay, with its icon from our own origin", () => {
    expect(read(wallet)).toEqual([
      {
        id: "keeper",
        name: "Keeper",
        iconUrl: `${ORIGIN}/app/wallets/keeper.svg`,
        remote: { bridgeUrl: `${ORIGIN}/bridge/keeper`, universalLink: "https://keeper.example/connect" },
        injectedKey: null,
      },
    ]);
  });

  it("gives a wallet that has put itself into the page", () => {
    const inPage = { ...wallet, bridge: [{ type: "js", key: "here" }] };
    expect(read(inPage)).toMatchObject([{ remote: null, injectedKey: "here" }]);
  });

  it.each([
    ["a bridge elsewhere", { bridge: [{ type: "sse", url: "https://bridge.example/bridge/keeper" }] }],
    ["a bridge on another path", { bridge: [{ type: "sse", url: `${ORIGIN}/v1/account` }] }],
    ["a link that is a script", { universal_url: "javascript:alert(1)" }],
    ["no name", { name: "" }],
    ["no bridge", { bridge: [] }],
  ])("leaves out a wallet with %s, and no other", (_what, change) => {
    expect(read({ ...wallet, ...change }, { ...wallet, app_name: "other" })).toMatchObject([{ id: "other" }]);
  });

  it("takes no icon from elsewhere", () => {
    expect(read({ ...wallet, image: "https://keeper.example/icon.png" })).toMatchObject([{ iconUrl: null }]);
  });

  it.each([
    ["nothing", ""],
    ["no list", "{}"],
    ["more wallets than there are", JSON.stringify(Array.from({ length: 65 }, () => wallet))],
    ["a megabyte", `["${"a".repeat(1_000_000)}"]`],
  ])("is empty for %s", (_what, text) => {
    expect(readWallets(text, place)).toEqual([]);
  });
});

it.each([
  ["https://cocoon.example/bridge/keeper/", true],
  ["https://cocoon.example/bridge/a/b", false],
  ["https://cocoon.example/bridge/../v1", false],
  ["https://cocoon.example.evil.example/bridge/keeper", false],
  ["keeper", false],
])("says of the bridge %s that it is ours: %s", (url, ours) => {
  expect(isOwnBridge(url, ORIGIN)).toBe(ours);
});
