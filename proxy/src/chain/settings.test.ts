import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { ConfigError, readChainConfig, readConfig } from "../config.ts";
import { isPublicNetwork } from "./settings.ts";

const others = {
  DATABASE_URL: "postgres://cocoon@localhost:5432/cocoon",
  REDIS_URL: "redis://localhost:6379",
  COCOON_PUBLIC_ORIGIN: "https://proxy.example",
  COCOON_ROSTER_KEY: "a5".repeat(32),
};
const TREASURY = `0:${"cd".repeat(32)}`;
const complete = {
  ...others,
  COCOON_TREASURY: TREASURY,
  COCOON_TON_API: "https://toncenter.example/api/v2/jsonRPC?api_key=hunter2",
  COCOON_CHARGE_KEY: "b1".repeat(32),
  COCOON_PAYOUT_KEY: "b2".repeat(32),
  COCOON_HOT_WALLET_KEY: "b3".repeat(32),
};

const read = (env: Record<string, string>) => readChainConfig(readConfig(env));
const faultsOf = (env: Record<string, string>): string => {
  try {
    read(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  throw new Error("no fault found");
};

describe("the settings of the proxy's part on TON", () => {
  it("are none without a treasury", () => {
    expect(read(others)).toBeNull();
  });

  it("have defaults for thresholds and times", () => {
    const config = read(complete);
    expect(config).toMatchObject({
      COCOON_TON_GLOBAL_ID: -239,
      COCOON_CHARGE_AT_TON: 200_000_000n,
      COCOON_PAYOUT_AT_TON: 500_000_000n,
    });
    expect(config?.COCOON_TREASURY.toRawString()).toBe(TREASURY);
  });

  it("say all that is missing beside a treasury", () => {
    const text = faultsOf({ ...others, COCOON_TREASURY: TREASURY });
    for (const name of ["COCOON_TON_API", "COCOON_CHARGE_KEY", "COCOON_PAYOUT_KEY", "COCOON_HOT_WALLET_KEY"])
      expect(text).toContain(`${name} is missing`);
  });

  it.each([
    ["COCOON_TREASURY", "EQ"],
    ["COCOON_TREASURY", `0:${"cd".repeat(31)}`],
    ["COCOON_TON_API", "ftp://x"],
    ["COCOON_CHARGE_KEY", "b1"],
    ["COCOON_CHARGE_AT_TON", "0.2 TON"],
    ["COCOON_CHARGE_AT_TON", "1e-3"],
    ["COCOON_CHARGE_AT_TON", "0.0"],
    ["COCOON_CHARGE_AT_TON", "-1"],
    ["COCOON_TON_GLOBAL_ID", "main"],
    ["COCOON_TON_API_KEY", "two words"],
  ])("refuse %s = %j", (name, value) => {
    expect(faultsOf({ ...complete, [name]: value })).toContain(name);
  });

  it("print no key, and no URL that may hold one", () => {
    const printed = inspect(read({ ...complete, COCOON_TON_API_KEY: "hunter3" }), { depth: 9 });
    expect(printed).not.toMatch(/hunter|b1b1|b2b2|b3b3/);
  });

  it("name a public network or a simulated one", () => {
    const network = (id: string) => isPublicNetwork(readConfig({ ...complete, COCOON_TON_GLOBAL_ID: id }));
    expect([network("-239"), network("-3"), network("-217")]).toEqual([true, true, false]);
  });
});
