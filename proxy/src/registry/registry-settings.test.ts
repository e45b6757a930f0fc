import { describe, expect, it } from "vitest";
import { ConfigError, readConfig } from "../config.ts";
import { registryKeeperOf } from "./registry-settings.ts";

const NEEDED = {
  DATABASE_URL: "postgres://user@localhost/cocoon",
  REDIS_URL: "redis://localhost",
  COCOON_PUBLIC_ORIGIN: "https://proxy.example",
  COCOON_ROSTER_KEY: "ab".repeat(32),
};
const COCOON_REGISTRY = `0:${"cd".repeat(32)}`;
const COCOON_TON_API = "https://toncenter.com/api/v2";

describe("the proxy's registry", () => {
  it("is none without its address", () => {
    expect(registryKeeperOf(readConfig({ ...NEEDED, COCOON_TON_API }))).toBeNull();
  });

  it("is read at the operator's own TON server, of mainnet unless said otherwise", () => {
    const keeper = registryKeeperOf(readConfig({ ...NEEDED, COCOON_TON_API, COCOON_REGISTRY }));
    expect(keeper?.place).toEqual({ address: COCOON_REGISTRY, network: -239 });
    const testnet = readConfig({ ...NEEDED, COCOON_TON_API, COCOON_REGISTRY, COCOON_TON_GLOBAL_ID: "-3" });
    expect(registryKeeperOf(testnet)?.place.network).toBe(-3);
  });

  it("is a fault of the settings without a server, never none", () => {
    expect(() => registryKeeperOf(readConfig({ ...NEEDED, COCOON_REGISTRY }))).toThrow(ConfigError);
    expect(() => readConfig({ ...NEEDED, COCOON_TON_API, COCOON_REGISTRY: "here" })).toThrow(ConfigError);
  });
});
