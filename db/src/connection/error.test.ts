import { inspect } from "node:util";
import { DrizzleQueryError } from "drizzle-orm/errors";
import { describe, expect, it } from "vitest";
import { DatabaseError, redacted } from "./error.ts";

const canary = "canary-55d1";

describe("redacted", () => {
  it("keeps the code and the constraint and nothing else", () => {
    const fromPostgres = Object.assign(new Error(`invalid input: "${canary}"`), {
      code: "23514",
      constraint_name: "balances_held",
      detail: `Failing row contains (${canary})`,
      parameters: [canary],
    });
    const error = redacted(new DrizzleQueryError(`select '${canary}'`, [canary], fromPostgres));
    expect(error).toMatchObject({ code: "23514", constraint: "balances_held", transient: false });
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain(canary);
  });

  it.each([new TypeError(canary), canary, null, undefined, { code: 5 }])("makes an error of %s", (thrown) => {
    const error = redacted(thrown);
    expect(error).toBeInstanceOf(DatabaseError);
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain(canary);
  });

  it.each([
    "08006",
    "40P01",
    "40001",
    "57014",
    "57P01",
    "53300",
    "ECONNREFUSED",
    "CONNECTION_CLOSED",
    "DEADLINE",
  ])("calls %s transient", (code) => expect(new DatabaseError(code).transient).toBe(true));

  it.each(["23514", "22P02", "42601", "28P01", "TypeError"])("calls %s lasting", (code) =>
    expect(new DatabaseError(code).transient).toBe(false),
  );
});
