import { describe, expect, it } from "vitest";
import { MalformedError, toHex } from "../../bytes/index.ts";
import { inputOf, reproducer, runCampaign } from "./campaign.ts";
import { Random } from "./random.ts";
import { faultOf, type FuzzTarget } from "./target.ts";
import { FUZZ_TARGETS } from "./targets.ts";

/** Ten seconds over all parsers; longer by `npm run fuzz`. */
const FOR_MS = 10_000 / FUZZ_TARGETS.length;
/** Another one in each run, unless COCOON_SEED names it. */
const SEED = Number(process.env["COCOON_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

describe.each(FUZZ_TARGETS)("$name", (target) => {
  it("takes its samples", async () => {
    expect(target.samples.length).toBeGreaterThan(0);
    // What throws nothing takes everything; the others have to take what is valid.
    for (const sample of target.samples) await target.parse(new Uint8Array(sample));
  });

  it("throws nothing but its typed error, and is never slow", async () => {
    const { finding } = await runCampaign({ target, seed: SEED, from: 0, forMs: FOR_MS });
    expect(finding === null ? "" : reproducer(finding, SEED)).toBe("");
  }, 60_000);
});

describe("the fuzzer", () => {
  const planted = (parse: (bytes: Uint8Array) => unknown): FuzzTarget => ({
    name: "planted",
    samples: [new TextEncoder().encode('{"a":[1,2,3]}')],
    parse,
    errors: [MalformedError],
  });
  const find = (target: FuzzTarget) => runCampaign({ target, seed: 1, from: 0, forMs: 5_000 });

  it("finds an error of another type, and names the input that shows it again", async () => {
    const target = planted((bytes) => {
      if (bytes.length > 20 && bytes[0] === 0x7b) throw new TypeError("planted");
      throw new MalformedError("as it should be");
    });
    const { finding } = await find(target);
    expect(finding?.what).toBe("threw TypeError: planted");
    const input = finding?.input ?? new Uint8Array();
    expect(await faultOf(target, input)).toBe("threw TypeError: planted");
    if (!finding) return;
    expect(reproducer(finding, 1)).toContain(`--target "planted" --hex ${toHex(input)}`);
    const long = { ...finding, input: new Uint8Array(40_000) };
    expect(reproducer(long, 1)).toContain(`--target "planted" --seed 1 --input ${finding.number}`);
  });

  it("finds an odd value of JSON", async () => {
    const { finding } = await find(
      planted((bytes) => {
        if (/__proto__/.test(new TextDecoder().decode(bytes))) throw new RangeError("planted");
      }),
    );
    expect(finding?.what).toContain("RangeError");
  });

  it("finds an input that takes long, and not one that took long once", async () => {
    // Of this process's own time: on a busy machine it is what a parser takes that counts.
    const busy = (ms: number) => {
      const started = process.cpuUsage();
      for (let used = 0; used < ms * 1000; ) {
        const { user, system } = process.cpuUsage(started);
        used = user + system;
      }
    };
    const tried = (parse: () => void) => faultOf(planted(parse), new Uint8Array(3), 50);
    expect(await tried(() => busy(80))).toMatch(/^took \d+ ms on 3 bytes$/);
    let calls = 0;
    expect(await tried(() => busy(calls++ === 0 ? 80 : 0))).toBeNull();
    expect(calls).toBe(2);
  });

  it("makes the same input from the same seed and number, and another from any other", () => {
    const [target] = FUZZ_TARGETS;
    const of = (seed: number, number: number) => toHex(inputOf(target as FuzzTarget, seed, number));
    expect(of(1, 100)).toBe(of(1, 100));
    expect(new Set([of(1, 100), of(1, 101), of(2, 100)]).size).toBe(3);
  });

  it("draws from all of a range", () => {
    const random = new Random("range");
    const drawn = new Set(Array.from({ length: 1000 }, () => random.below(10)));
    expect(drawn).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
    const lengths = Array.from({ length: 2000 }, () => random.length(100));
    expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([0, expect.closeTo(100, -1)]);
  });

  it("has each parser once", () => {
    expect(new Set(FUZZ_TARGETS.map(({ name }) => name)).size).toBe(FUZZ_TARGETS.length);
  });
});
