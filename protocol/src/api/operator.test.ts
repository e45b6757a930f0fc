import { describe, expect, it } from "vitest";
import { MalformedError } from "../bytes/index.ts";
import { friendlyAddress } from "../money/index.ts";
import { readOperator } from "./index.ts";

const RAW = `0:${"5a".repeat(32)}`;
const friendly = (form: { bounceable: boolean; testOnly: boolean }) => friendlyAddress(RAW, form);

describe("who is paid", () => {
  it.each([
    RAW,
    RAW.toUpperCase(),
    friendly({ bounceable: true, testOnly: false }),
    friendly({ bounceable: false, testOnly: false }),
  ])("is one address in all of its spellings: %s", (text) => {
    expect(readOperator(text, "address")).toBe(RAW);
    expect(readOperator(text, "address or name")).toBe(RAW);
  });

  it("is in production no name, and no address of a test network", () => {
    expect(() => readOperator("operator-1", "address")).toThrow(MalformedError);
    const marked = friendly({ bounceable: false, testOnly: true });
    expect(() => readOperator(marked, "address")).toThrow("marked for a test network");
  });

  it("may be a name in development", () => {
    expect(readOperator("operator-1", "address or name")).toBe("operator-1");
    expect(readOperator(friendly({ bounceable: false, testOnly: true }), "address or name")).toBe(RAW);
  });

  it.each(["", "two words", "a".repeat(65), "0:12", `0:${"5a".repeat(33)}`, "name:1"])(
    "is never %j",
    (text) => {
      expect(() => readOperator(text, "address or name")).toThrow(MalformedError);
    },
  );
});
