import { describe, expect, it } from "vitest";
import { ConfigError, readConfig } from "./config.ts";
import { help } from "./flags.ts";

const GOOD = {
  COCOON_PROXY_URL: "https://proxy.example",
  COCOON_OPERATOR: "operator-1",
  COCOON_MANIFESTS: "a.json, b.json",
  COCOON_PRICES: "model-a=1/2/3,model-b=4/5/6",
};

const faults = (env: Record<string, string | undefined>, argv: readonly string[] = []): string => {
  try {
    readConfig(argv, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "";
};

describe("the worker's settings", () => {
  it("need four variables; the rest has defaults", () => {
    const config = readConfig([], GOOD);
    expect(config.COCOON_MANIFESTS).toEqual(["a.json", "b.json"]);
    expect(config.COCOON_PRICES.get("model-b")?.outputNanoton).toBe(6n);
    expect(config).toMatchObject({
      COCOON_SLOTS: 4,
      COCOON_TICK_MS: 100,
      COCOON_GPU: "off",
      COCOON_KDS: "https://kdsintf.amd.com",
      COCOON_GPU_EVIDENCE: undefined,
      COCOON_KEY_LIFE_MS: 43_200_000,
      COCOON_THREADS: undefined,
      COCOON_WORKER_NAME: "worker",
    });
  });

  it("are told all at once what is missing, in words", () => {
    const message = faults({});
    expect(message).toContain("has 4 faults");
    expect(message).toContain("COCOON_PROXY_URL is missing: the proxy's origin");
    expect(message).toContain("COCOON_PRICES is missing");
  });

  it.each([
    ["COCOON_PROXY_URL", "https://proxy.example/", "is not an origin"],
    ["COCOON_PROXY_URL", "wss://proxy.example", "is not an origin"],
    ["COCOON_OPERATOR", "two words", "is not a TON address, nor a name for development"],
    ["COCOON_MANIFESTS", " , ", "names nothing"],
    ["COCOON_MANIFESTS", Array(33).fill("a.json").join(","), "names more than 32"],
    ["COCOON_PRICES", "model-a=1/2", "is not a list of model=prompt/cached/output"],
    ["COCOON_PRICES", "1/2/3", "is not a list of model=prompt/cached/output"],
    ["COCOON_LEAST_PRICES", "model-a=1/2", "is not a list of model=prompt/cached/output"],
    ["COCOON_SLOTS", "0", "is under 1"],
    ["COCOON_SLOTS", "1e3", "is not a whole number"],
    ["COCOON_TICK_MS", "5", "is under 10"],
    ["COCOON_THREADS", "-1", "is not a whole number"],
    ["COCOON_GPU", "rocm", "is not one of off, auto, cuda, vulkan, metal"],
    ["COCOON_KEY_LIFE_MS", "43200001", "is over 43200000"],
    ["COCOON_ROSTER_PUBLIC_KEY", "AB".repeat(32), "is not 32 bytes of lower-case hex"],
    ["COCOON_WORKER_NAME", "a b", "is not a name"],
    ["COCOON_IMAGE_ID", "", "is not the name of an image"],
    ["COCOON_TON_API", "toncenter.com", "is not a URL"],
    ["COCOON_KDS", "kdsintf.amd.com", "is neither a URL"],
    ["COCOON_GPU_EVIDENCE", "nvattest", "is not an absolute path"],
    ["COCOON_GPU_EVIDENCE_TIMEOUT_MS", "10", "is under 1000"],
  ])("refuse %s=%s", (variable, value, sentence) => {
    const message = faults({ ...GOOD, [variable]: value });
    expect(message).toContain(`${variable} ${sentence}`);
    expect(message).toContain("has a fault:");
  });

  it("come from flags before the environment", () => {
    const config = readConfig(["--slots", "7", "--proxy=https://other.example", "--dev"], {
      ...GOOD,
      COCOON_SLOTS: "3",
    });
    expect(config.COCOON_SLOTS).toBe(7);
    expect(config.COCOON_PROXY_URL).toBe("https://other.example");
  });

  it("refuse a flag that is none, and a word without one", () => {
    expect(faults(GOOD, ["--slot", "7"])).toContain("Unknown option '--slot'; see cocoon-worker --help");
    expect(faults(GOOD, ["seven"])).toContain("Unexpected argument 'seven'");
  });

  it("have a line of help each", () => {
    const variables = Object.keys(readConfig([], GOOD)).filter((name) => !help().includes(name));
    expect(variables).toEqual([]);
  });
});
