import { PROBLEMS, type ProblemCode } from "@cocoon/protocol/api";
import { describe, expect, it } from "vitest";
import {
  CLIENT_PROBLEMS,
  type ClientProblemCode,
  clientError,
  type ErrorCode,
  FixRequestError,
  PayError,
  RetryLaterError,
  StopError,
  wantsReseal,
} from "./errors.ts";

const CLASSES = {
  fix: FixRequestError,
  retry: RetryLaterError,
  reseal: RetryLaterError,
  pay: PayError,
  stop: StopError,
};

describe("errors", () => {
  it("give every code one class by its action, and one sentence", () => {
    for (const [code, { action, sentence }] of Object.entries({ ...PROBLEMS, ...CLIENT_PROBLEMS })) {
      const error = clientError(code as ErrorCode);
      expect(error).toBeInstanceOf(CLASSES[action]);
      expect(error.message).toBe(sentence);
      expect(error.message).toMatch(/^[A-Z].*\.$/);
    }
  });

  it("have no code twice", () => {
    const own = Object.keys(CLIENT_PROBLEMS) as ClientProblemCode[];
    expect(own.filter((code) => code in PROBLEMS)).toEqual([]);
  });

  it("tell what another seal can help", () => {
    const reseal = (Object.keys(PROBLEMS) as ProblemCode[]).filter((code) => wantsReseal(clientError(code)));
    expect(reseal).toContain("reseal_required");
    expect(reseal).toContain("unknown_candidate");
    expect(reseal).not.toContain("insufficient_balance");
    expect(wantsReseal(new Error("reseal_required"))).toBe(false);
  });
});
