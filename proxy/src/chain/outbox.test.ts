import { describe, expect, it } from "vitest";
import { nextStep, type Outgoing, type Step } from "./outbox.ts";

const NOW_MS = 1_800_000_000_000;
const NOW_S = NOW_MS / 1000;

describe("a voucher on its way", () => {
  it.each<[string, Outgoing, Step]>([
    ["signed", { state: "signed", sentAtMs: null, validUntil: NOW_S + 3600 }, "send"],
    ["signed for ever", { state: "signed", sentAtMs: null, validUntil: null }, "send"],
    ["just sent", { state: "sent", sentAtMs: NOW_MS - 1_000, validUntil: NOW_S + 3600 }, "wait"],
    [
      "sent and not seen for a minute",
      { state: "sent", sentAtMs: NOW_MS - 60_000, validUntil: null },
      "send",
    ],
    ["signed too long ago to send", { state: "signed", sentAtMs: null, validUntil: NOW_S + 59 }, "expire"],
    ["sent, near its end", { state: "sent", sentAtMs: NOW_MS - 90_000, validUntil: NOW_S + 59 }, "wait"],
    [
      "sent, past its end but perhaps not seen yet",
      { state: "sent", sentAtMs: 0, validUntil: NOW_S - 300 },
      "wait",
    ],
    ["sent and surely refused by now", { state: "sent", sentAtMs: 0, validUntil: NOW_S - 301 }, "expire"],
  ])("%s", (_, voucher, step) => {
    expect(nextStep(voucher, NOW_MS)).toBe(step);
  });
});
