import { beforeEach, expect, it } from "vitest";
import { answerCeiling, readDeviceLimits, setDeviceLimit, warnBelow } from "./device-limits.ts";

let kept: Map<string, string>;
const settings = {
  getSetting: async (name: string) => kept.get(name) ?? null,
  setSetting: async (name: string, value: string | null) =>
    void (value === null ? kept.delete(name) : kept.set(name, value)),
};
beforeEach(() => {
  kept = new Map();
  warnBelow.value = null;
  answerCeiling.value = null;
});

it("keeps what was set, over a restart", async () => {
  await setDeviceLimit(settings, "warn", 50n);
  await setDeviceLimit(settings, "answer", 6n);
  warnBelow.value = null;
  await readDeviceLimits(settings);
  expect([warnBelow.value, answerCeiling.value]).toEqual([50n, 6n]);
  await setDeviceLimit(settings, "answer", null);
  expect([answerCeiling.value, kept.size]).toEqual([null, 1]);
});

it("takes no amount from what is none", async () => {
  await setDeviceLimit(settings, "warn", 50n);
  for (const name of kept.keys()) kept.set(name, "-1");
  await readDeviceLimits(settings);
  expect(warnBelow.value).toBeNull();
});
