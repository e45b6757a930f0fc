import { MalformedError } from "@cocoon/protocol/bytes";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ConfigError, readConfig, readPrices } from "../config.ts";
import { identitySettings } from "./settings.ts";

const BASE = {
  DATABASE_URL: "postgres://user:password@localhost:5432/cocoon",
  REDIS_URL: "redis://localhost:6379",
  COCOON_PUBLIC_ORIGIN: "https://proxy.example",
  COCOON_ROSTER_KEY: "ab".repeat(32),
};
const HASH = "cd".repeat(32);
const settingsOf = (changes: Readonly<Record<string, string>>) =>
  identitySettings(readConfig({ ...BASE, ...changes }));

describe("who may sign in, by settings", () => {
  it("is nobody by Telegram, from no other origin, and nobody gets a trial", () => {
    expect(settingsOf({})).toMatchObject({ webOrigins: [], telegram: null, trial: null });
  });

  it("is whom the bot's token hash or its number says, the hash first", () => {
    const both = { COCOON_TELEGRAM_TOKEN_HASH: HASH, COCOON_TELEGRAM_BOT_ID: "7342037359" };
    expect(settingsOf(both).telegram).toMatchObject({ by: "bot-token-hash" });
    expect(JSON.stringify(settingsOf(both).telegram)).not.toContain(HASH);
    expect(settingsOf({ COCOON_TELEGRAM_BOT_ID: "7342037359" }).telegram).toMatchObject({
      by: "telegram-signature",
      botId: "7342037359",
    });
  });

  it("is from the origins that are named, and who gets a trial is told its terms", () => {
    const origins = "https://app.example,http://localhost:5173";
    expect(settingsOf({ COCOON_WEB_ORIGINS: origins }).webOrigins).toEqual(origins.split(","));
    const sponsorId = "01234567-89ab-cdef-0123-456789abcdef";
    const trial = { COCOON_TRIAL_SPONSOR: sponsorId, COCOON_TRIAL_TON: "0.1", COCOON_TRIAL_DAILY_TON: "7" };
    expect(settingsOf(trial).trial).toEqual({
      sponsor: sponsorId,
      amountNanoton: 100_000_000n,
      dailyNanoton: 7_000_000_000n,
    });
  });

  it.each([
    ["COCOON_WEB_ORIGINS", "https://app.example/"],
    ["COCOON_WEB_ORIGINS", "https://*.example"],
    ["COCOON_WEB_ORIGINS", "*"],
    ["COCOON_WEB_ORIGINS", "https://app.example, https://b.example"],
    ["COCOON_TELEGRAM_TOKEN_HASH", "7342037359:secret"],
    ["COCOON_TELEGRAM_BOT_ID", "7342037359:secret"],
    ["COCOON_TRIAL_SPONSOR", "sponsor"],
    ["COCOON_TRIAL_TON", "0"],
    ["COCOON_LOW_BALANCE_TON", "-1"],
  ])("is refused by name, without the value: %s=%s", (name, value) => {
    const read = () => settingsOf({ [name]: value });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(name);
    expect(read).not.toThrow("secret");
  });
});

describe("prices, by settings", () => {
  const folder = mkdtempSync(join(tmpdir(), "prices-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const fileOf = (text: string): string => {
    const path = join(folder, `${Math.abs(text.length)}.json`);
    writeFileSync(path, text);
    return path;
  };
  const pricesOf = (changes: Readonly<Record<string, string>>) =>
    readPrices(readConfig({ ...BASE, ...changes }));

  it("are the commission alone without a file, and the file's own with one", () => {
    expect(pricesOf({ COCOON_COMMISSION_PPM: "7" }).commissionPpm).toBe(7);
    const path = fileOf('{"currency":"TON","commissionPpm":9,"models":[]}');
    expect(pricesOf({ COCOON_PRICES_FILE: path }).commissionPpm).toBe(9);
  });

  it("are refused with what is wrong in their file", () => {
    for (const path of [fileOf("{"), fileOf('{"currency":"EUR"}'), join(folder, "none")])
      expect(() => pricesOf({ COCOON_PRICES_FILE: path })).toThrow("COCOON_PRICES_FILE");
    expect(() => pricesOf({ COCOON_PRICES_FILE: fileOf("{") })).not.toThrow(MalformedError);
  });
});
