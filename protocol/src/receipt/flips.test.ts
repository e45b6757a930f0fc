import { describe, expect, it } from "vitest";
import { generateEd25519 } from "../bytes/index.ts";
import { nanoton } from "../money/index.ts";
import { FLIPS_TIMEOUT_MS, forFlips } from "../testing/flips.ts";
import {
  type OuterReceipt,
  signOuterReceipt,
  signRunningReceipt,
  signUsageReceipt,
  type UsageReceipt,
  verifyOuterReceipt,
  verifyRunningReceipt,
  verifyUsageReceipt,
} from "./index.ts";

const { secretKey, publicKey } = generateEd25519();

const OUTER: OuterReceipt = {
  requestHash: "ab".repeat(32),
  keyId: "cd".repeat(32),
  attempt: 1,
  modelManifest: "ef".repeat(32),
  quote: "1000000/250000/4000000",
  costNanoton: nanoton(48n),
};
const USAGE: UsageReceipt = {
  ...OUTER,
  frames: 6,
  responseHash: "01".repeat(32),
  promptTokens: 31,
  cachedTokens: 16,
  completionTokens: 9,
  finish: "stop",
  startedMs: 1_800_000_000_000,
  endedMs: 1_800_000_004_000,
};

describe.each([
  ["usage", signUsageReceipt(USAGE, secretKey), verifyUsageReceipt],
  ["outer", signOuterReceipt(OUTER, secretKey), verifyOuterReceipt],
  ["running", signRunningReceipt({ ...OUTER, seq: 11 }, secretKey), verifyRunningReceipt],
] as const)("a receipt of kind %s", (_, signed, verify) => {
  it(
    "holds as it was signed, and with no bit of it changed",
    async () => {
      expect(verify(signed, publicKey)).toMatchObject({ keyId: OUTER.keyId });
      await forFlips(signed, { sample: 300 }, (changed) => {
        expect(verify(changed, publicKey)).toBeNull();
      });
    },
    FLIPS_TIMEOUT_MS,
  );

  it(
    "holds under no other key that differs in one bit",
    async () => {
      await forFlips(publicKey, { sample: 256 }, (other) => {
        expect(verify(signed, other)).toBeNull();
      });
    },
    FLIPS_TIMEOUT_MS,
  );
});
