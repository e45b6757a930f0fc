import { describe, expect, it } from "vitest";
import { OwnStorage } from "./own-storage.ts";

const ORIGIN = "https://cocoon.example";

/** The settings of a vault, and nothing else of it. */
const kept = () => {
  const settings = new Map<string, string>();
  const vault = {
    getSetting: async (name: string) => settings.get(name) ?? null,
    setSetting: async (name: string, value: string | null) => {
      if (value === null) settings.delete(name);
      else settings.set(name, value);
    },
  };
  return { settings, storage: new OwnStorage(vault, ORIGIN) };
};
const connection = (bridgeUrl: unknown) => JSON.stringify({ type: "http", session: { bridgeUrl } });
const OURS = connection(`${ORIGIN}/bridge/keeper`);

describe("what is kept of a connection", () => {
  it("is given back until it is removed", async () => {
    const { storage } = kept();
    await storage.setItem("connection", OURS);
    expect(await storage.getItem("connection")).toBe(OURS);
    await storage.removeItem("connection");
    expect(await storage.getItem("connection")).toBeNull();
  });

  it.each([
    ["another bridge", connection("https://bridge.example/bridge")],
    ["another bridge under another depth", JSON.stringify({ a: [{ bridgeUrl: "https://bridge.example" }] })],
    ["a bridge that is no text", connection(1)],
    ["what can't be read", "{bridgeUrl"],
    ["more than a connection is", "a".repeat(33 * 1024)],
  ])("is never one with %s", async (_what, value) => {
    const { settings, storage } = kept();
    await expect(storage.setItem("connection", value)).rejects.toThrow(/not our relay/);
    expect(settings.size).toBe(0);
    if (value.length > 32 * 1024) return;
    settings.set("tonconnect:connection", value);
    expect(await storage.getItem("connection")).toBeNull();
  });
});
