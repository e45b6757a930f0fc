import { afterEach, expect, it, vi } from "vitest";
import { fetchModule } from "./fetch-module.ts";

afterEach(() => vi.unstubAllGlobals());

it("begins to fetch nothing without a connection, and fetches it once there is one", async () => {
  const load = vi.fn(async () => "the part");
  vi.stubGlobal("navigator", { onLine: false });
  await expect(fetchModule(load)).rejects.toThrow("no connection");
  expect(load).not.toHaveBeenCalled();
  vi.stubGlobal("navigator", { onLine: true });
  expect(await fetchModule(load)).toBe("the part");
});
