import { describe, expect, it } from "vitest";
import { openVault } from "./open.ts";
import { VAULT_CASES } from "./testing/cases.ts";

// Node has no IndexedDB, as a phone that keeps nothing; the same cases run on IndexedDB in a browser.
describe("a vault of one run", () => {
  for (const [name, run] of Object.entries(VAULT_CASES))
    it(name, async () => {
      const vault = await openVault(null);
      expect(vault.keeping).toBe("session");
      await run({ open: () => Promise.resolve(vault) });
    });
});

it("is for this run only where neither keychain nor database works", async () => {
  const broken = () => Promise.reject(new Error("unsupported"));
  const vault = await openVault({ get: broken, set: broken, remove: broken });
  expect(vault.keeping).toBe("session");
  expect(vault.keepsChats()).toBe(false);
  await vault.setKeepsChats(true);
  expect(vault.keepsChats()).toBe(false);
});
