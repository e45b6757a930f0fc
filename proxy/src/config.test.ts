import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { ConfigError, readConfig, readOperatorConfig } from "./config.ts";

const complete = {
  DATABASE_URL: "postgres://cocoon:hunter2@localhost:5432/cocoon",
  REDIS_URL: "redis://:hunter2@localhost:6379",
  COCOON_PUBLIC_ORIGIN: "https://proxy.example",
  COCOON_ROSTER_KEY: "a5".repeat(32),
};

const faultsOf = (env: Record<string, string>): string => {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  throw new Error("no fault found");
};

describe("the configuration", () => {
  it("needs four settings and has defaults for the rest", () => {
    expect(readConfig(complete)).toMatchObject({
      COCOON_HOST: "127.0.0.1",
      COCOON_PORT: 7770,
      COCOON_COMMISSION_PPM: 50_000,
      COCOON_LEASE_TTL_MS: 10_000,
      COCOON_MIN_EPOCH_MS: 30_000,
      COCOON_QUEUE_LIMIT: 10_000,
    });
  });

  it("lists all its faults at once, by name", () => {
    const text = faultsOf({
      REDIS_URL: "localhost",
      COCOON_PUBLIC_ORIGIN: "https://x/",
      COCOON_PORT: "99999",
    });
    expect(text).toMatch(/^The configuration has 5 faults:\n/);
    for (const name of [
      "DATABASE_URL is missing",
      "REDIS_URL is not",
      "COCOON_PUBLIC_ORIGIN is not",
      "COCOON_PORT is over",
      "COCOON_ROSTER_KEY is missing",
    ])
      expect(text).toContain(name);
  });

  it.each(["-1", "1.5", "1e3", "0x1", "", " 5", "9999999999"])("takes no number spelled %j", (text) => {
    expect(faultsOf({ ...complete, COCOON_QUEUE_LIMIT: text })).toContain("COCOON_QUEUE_LIMIT");
  });

  it.each(["proxy.example", "ftp://proxy.example", "https://proxy.example/", "https://a b", ""])(
    "takes no origin %j",
    (origin) =>
      expect(faultsOf({ ...complete, COCOON_PUBLIC_ORIGIN: origin })).toContain("COCOON_PUBLIC_ORIGIN"),
  );

  it("prints no password, neither of a right nor of a wrong URL", () => {
    expect(inspect(readConfig(complete), { depth: 9 })).not.toContain("hunter2");
    expect(faultsOf({ ...complete, DATABASE_URL: "mysql://x:hunter2@y" })).not.toContain("hunter2");
  });

  it("prints no roster key, neither a right nor a wrong one", () => {
    expect(readConfig(complete).COCOON_ROSTER_KEY.reveal()).toEqual(new Uint8Array(32).fill(0xa5));
    expect(inspect(readConfig(complete), { depth: 9 })).not.toMatch(/a5a5|165,165/);
    for (const wrong of ["a5".repeat(31), "A5".repeat(32), `${"a5".repeat(32)}\n`, ""]) {
      const text = faultsOf({ ...complete, COCOON_ROSTER_KEY: wrong });
      expect(text).toContain("COCOON_ROSTER_KEY is not 32 bytes of lower-case hex");
      expect(text.toLowerCase()).not.toContain("a5a5");
    }
  });

  it("of the operator's commands is the database alone", () => {
    expect(readOperatorConfig(complete).DATABASE_URL.reveal()).toBe(complete.DATABASE_URL);
    expect(() => readOperatorConfig({})).toThrow(ConfigError);
  });
});
