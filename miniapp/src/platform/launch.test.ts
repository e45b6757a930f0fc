import { expect, it } from "vitest";
import { atLeast, parseLaunch } from "./launch.ts";

const user = encodeURIComponent(JSON.stringify({ id: 7, language_code: "ru" }));
const initData = `user=${user}&start_param=topup_2&auth_date=1&hash=00`;
const hash = (more: Record<string, string>): string => `#${new URLSearchParams(more).toString()}`;

it("reads what Telegram wrote", () => {
  const launch = parseLaunch(
    hash({
      tgWebAppData: initData,
      tgWebAppVersion: "9.1",
      tgWebAppPlatform: "ios",
      tgWebAppThemeParams: '{"bg_color":"#17212b","text_color":"#ffffff"}',
    }),
  );
  expect(launch).toEqual({
    initData,
    startParam: "topup_2",
    languageCode: "ru",
    version: "9.1",
    client: "ios",
    theme: { bg_color: "#17212b", text_color: "#ffffff" },
  });
});

it("takes a plain address for a plain page", () => {
  expect(parseLaunch("")).toEqual({
    initData: null,
    startParam: null,
    languageCode: null,
    version: "6.0",
    client: "",
    theme: {},
  });
});

it.each([
  ["a colour that is none", { tgWebAppThemeParams: '{"bg_color":"url(//x)","x;y":"#000000","bg":7}' }],
  ["a theme that is no JSON", { tgWebAppThemeParams: "{" }],
  ["a version that is none", { tgWebAppVersion: "9.1;" }],
  ["a start parameter of more than there is", { tgWebAppStartParam: "a".repeat(600) }],
  ["more than an address has", { tgWebAppPlatform: "a".repeat(20_000), tgWebAppData: "x" }],
])("leaves out %s", (_, more) => {
  const launch = parseLaunch(hash(more));
  expect([launch.theme, launch.version, launch.startParam]).toEqual([{}, "6.0", null]);
});

it("compares versions by their numbers", () => {
  expect(atLeast("9.10", "9.2")).toBe(true);
  expect(atLeast("10.0", "9.9")).toBe(true);
  expect(atLeast("7.9", "7.10")).toBe(false);
  expect(atLeast("6.9", "9.0")).toBe(false);
});
