import { describe, expect, it } from "vitest";
import { ConfigError, readConfig } from "./config.ts";

const faults = (env: Record<string, string>): string => {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "";
};

const GOOD = {
  DATABASE_URL: "postgres://user:secret-word@host:5432/cocoon",
  REDIS_URL: "redis://host:6379",
  COCOON_PUBLIC_ORIGIN: "https://proxy.example",
};

describe("the proxy's settings", () => {
  it("need three variables; the rest has defaults", () => {
    expect(readConfig(GOOD)).toMatchObject({ COCOON_HOST: "127.0.0.1", COCOON_PORT: 7770 });
  });

  it("are told all at once what is missing, in words", () => {
    const message = faults({});
    expect(message).toContain("has 3 faults");
    expect(message).toContain("DATABASE_URL is missing, such as postgres://");
    expect(message).toContain("COCOON_PUBLIC_ORIGIN is missing: the origin that workers dial");
  });

  it("are told what is wrong without the value", () => {
    const message = faults({ ...GOOD, DATABASE_URL: "mysql://user:secret-word@host", COCOON_PORT: "70000" });
    expect(message).toContain("COCOON_PORT is over 65535");
    expect(message).not.toContain("secret-word");
  });
});
