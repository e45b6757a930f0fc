import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type LocalSettingsFile, loadLocalSettings, writeLocalSettings } from "./settings.ts";
import { UsageError } from "./usage-error.ts";

const SETTINGS: LocalSettingsFile = {
  proxyUrl: "http://127.0.0.1:7770",
  apiKey: `ck_${"a".repeat(43)}`,
  accountId: "account",
  policy: { kind: "production" },
};

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "cocoon-settings-"));
});
afterEach(() => rm(root, { recursive: true }));

const load = (cwd: string, env: Record<string, string> = {}) => loadLocalSettings({ cwd, env });

describe("local settings", () => {
  it("are found from any folder below, the key hidden from printing", async () => {
    await writeLocalSettings(join(root, ".cocoon"), SETTINGS);
    const below = join(root, "a", "b");
    await mkdir(below, { recursive: true });
    const settings = await load(below);
    expect(settings?.folder).toBe(join(root, ".cocoon"));
    expect(settings?.apiKey.reveal()).toBe(SETTINGS.apiKey);
    expect(JSON.stringify(settings)).not.toContain(SETTINGS.apiKey);
  });

  it("are written for their owner only", async () => {
    await writeLocalSettings(join(root, ".cocoon"), SETTINGS);
    expect((await stat(join(root, ".cocoon", "client.json"))).mode & 0o777).toBe(0o600);
  });

  it("come from COCOON_HOME alone when it is set", async () => {
    await writeLocalSettings(join(root, ".cocoon"), SETTINGS);
    expect(await load(root, { COCOON_HOME: join(root, "empty") })).toBeNull();
    await writeLocalSettings(join(root, "home"), { ...SETTINGS, accountId: "other" });
    expect(await load(root, { COCOON_HOME: "home" })).toMatchObject({ accountId: "other" });
  });

  it("are refused when others may read or write them", async () => {
    const path = join(root, ".cocoon", "client.json");
    await writeLocalSettings(join(root, ".cocoon"), SETTINGS);
    await chmod(path, 0o644);
    await expect(load(root)).rejects.toThrow(`chmod 600 ${path}`);
  });

  it("are refused when another user's are found on the way up, but taken where COCOON_HOME names them", async () => {
    const folder = join(root, ".cocoon");
    await writeLocalSettings(folder, SETTINGS);
    const { uid } = await stat(folder);
    const self = vi.spyOn(process as { getuid: () => number }, "getuid").mockReturnValue(uid + 1);
    try {
      await expect(load(root)).rejects.toThrow("belongs to another user");
      expect(await load(root, { COCOON_HOME: folder })).toMatchObject({ accountId: "account" });
    } finally {
      self.mockRestore();
    }
  });

  it.each([
    ["not JSON", "{"],
    ["an unknown field", JSON.stringify({ ...SETTINGS, extra: 1 })],
    ["a missing field", JSON.stringify({ ...SETTINGS, policy: undefined })],
    ["a key of another form", JSON.stringify({ ...SETTINGS, apiKey: "secret-value" })],
  ])("are refused with %s, without showing values", async (_what, text) => {
    await writeLocalSettings(join(root, ".cocoon"), SETTINGS);
    await writeFile(join(root, ".cocoon", "client.json"), text);
    const failure: unknown = await load(root).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UsageError);
    expect(String(failure)).not.toContain("secret-value");
  });

  it("leave the old file whole when the new one is wrong", async () => {
    const folder = join(root, ".cocoon");
    await writeLocalSettings(folder, SETTINGS);
    await expect(writeLocalSettings(folder, { ...SETTINGS, apiKey: "no" })).rejects.toThrow();
    expect(JSON.parse(await readFile(join(folder, "client.json"), "utf8"))).toEqual(SETTINGS);
  });
});
