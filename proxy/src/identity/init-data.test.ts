import { CocoonError } from "@cocoon/protocol/api";
import { fromHex, generateEd25519, Secret } from "@cocoon/protocol/bytes";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  PUBLISHED_BOT_ID,
  PUBLISHED_INIT_DATA,
  PUBLISHED_MADE_MS,
  PUBLISHED_TOKEN_HASH,
} from "../testing/published-samples.ts";
import { SimulatedTelegram, signedInitData } from "../testing/simulated-telegram.ts";
import { type InitDataCheck, readInitData, telegramSignature } from "./init-data.ts";

const MINUTE_MS = 60_000;
const telegram = new SimulatedTelegram();
const byHash: InitDataCheck = { by: "bot-token-hash", secret: telegram.tokenHash };

describe("Telegram's launch data", () => {
  const published = [
    ["the bot token's hash", { by: "bot-token-hash", secret: new Secret(fromHex(PUBLISHED_TOKEN_HASH)) }],
    ["Telegram's own key", telegramSignature(PUBLISHED_BOT_ID)],
  ] as const satisfies [string, InitDataCheck][];

  it.each(published)("as published is read by %s, and with nothing of it changed", (_, check) => {
    expect(readInitData(PUBLISHED_INIT_DATA, check, PUBLISHED_MADE_MS)).toMatchObject({
      userId: "279058397",
    });
    for (const changed of [
      PUBLISHED_INIT_DATA.replace("279058397", "279058398"),
      PUBLISHED_INIT_DATA.replace("auth_date=1733584787", "auth_date=1733584788"),
      PUBLISHED_INIT_DATA.replace("chat_type=private&", ""),
      `${PUBLISHED_INIT_DATA}&more=1`,
    ])
      expect(() => readInitData(changed, check, PUBLISHED_MADE_MS)).toThrow(
        expect.objectContaining({ code: "init_data_invalid" }),
      );
  });

  it("is one and the same however its fields stand, so that it can be used once", () => {
    const text = telegram.initData(7);
    const turned = text.split("&").toReversed().join("&").replaceAll("+", "%20");
    expect(readInitData(turned, byHash, Date.now())).toEqual(readInitData(text, byHash, Date.now()));
    expect(readInitData(telegram.initData(7), byHash, Date.now()).hash).not.toBe(
      readInitData(text, byHash, Date.now()).hash,
    );
  });

  it.each([
    ["ten minutes ago", 10 * MINUTE_MS],
    ["in the future", -2 * MINUTE_MS],
  ])("that was made %s is too old or too new", (_, agoMs) => {
    const nowMs = Date.now();
    expect(() => readInitData(telegram.initData(7, nowMs - agoMs), byHash, nowMs)).toThrow(
      expect.objectContaining({ code: "init_data_expired" }),
    );
  });

  it("is forgotten as used only after it is too old", () => {
    const nowMs = Date.now();
    const { expiresMs } = readInitData(telegram.initData(7, nowMs), byHash, nowMs);
    expect(expiresMs).toBeGreaterThan(nowMs + 10 * MINUTE_MS);
  });

  it.each([
    ["nothing", ""],
    ["no fields", "hello"],
    ["a hash of nothing else", `hash=${"00".repeat(32)}`],
    ["a field twice", `${telegram.initData(7)}&user=%7B%22id%22%3A8%7D`],
    ["a user without a number", telegram.initData("7")],
    ["a user of half a number", telegram.initData(7.5)],
    ["another bot's", new SimulatedTelegram().initData(7)],
    ["more than there ever is", telegram.initData(7, Date.now(), { start_param: "a".repeat(5_000) })],
  ])("is refused as %s", (_, text) => {
    expect(() => readInitData(text, byHash, Date.now())).toThrow(
      expect.objectContaining({ code: "init_data_invalid" }),
    );
  });

  it("of any other bytes is refused by name, and nothing else is thrown", () => {
    const good = telegram.initData(7);
    const changed = fc.tuple(fc.nat(good.length), fc.string({ unit: "binary", maxLength: 9 }));
    const texts = fc.oneof(
      fc.string({ unit: "binary", maxLength: 300 }),
      changed.map(([at, put]) => good.slice(0, at) + put + good.slice(at)),
      changed.map(([at, put]) => good.slice(0, at) + put),
    );
    fc.assert(
      fc.property(texts, (text) => {
        // What only escapes a field otherwise is the same launch data.
        const read = () => readInitData(text, byHash, Date.now()).userId;
        try {
          expect(read()).toBe("7");
        } catch (error) {
          if (!(error instanceof CocoonError)) throw error;
          expect(error.code).toMatch(/^init_data_/);
        }
      }),
    );
  });

  it("signed for another bot is refused", () => {
    const { secretKey, publicKey } = generateEd25519();
    const check: InitDataCheck = { by: "telegram-signature", botId: "1", key: publicKey };
    const signed = (botId: string) => signedInitData({ userId: 7, botId }, secretKey);
    expect(readInitData(signed("1"), check, Date.now())).toMatchObject({ userId: "7" });
    expect(() => readInitData(signed("2"), check, Date.now())).toThrow(
      expect.objectContaining({ code: "init_data_invalid" }),
    );
  });
});
