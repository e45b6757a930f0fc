import { describe, expect, it } from "vitest";
import type { CheckId, CheckLine, MachineView } from "../../engine/port.ts";
import { firstOf, isLive, storyOf, UNCHECKED } from "./story.ts";

const line = (id: CheckId, state: CheckLine["state"], facts: CheckLine["facts"] = []): CheckLine => ({
  id,
  state,
  facts,
  code: null,
});
const machine = (checks: readonly CheckLine[], changes: Partial<MachineView> = {}): MachineView => ({
  keyId: "ab",
  operator: "",
  simulated: false,
  accepted: true,
  checkedMs: 0,
  checks,
  chipId: null,
  imageVersion: null,
  ...changes,
});
const ids = (lines: readonly CheckLine[]) => lines.map(({ id }) => id);

describe("what is told of a machine", () => {
  it("is its checks in the order a person reads them, without the receipt", () => {
    const checks = [line("firmware", "passed"), line("receipt", "passed"), line("hardware", "passed")];
    expect(storyOf(machine(checks))).toMatchObject({ verdict: "verified", failed: [] });
    expect(ids(storyOf(machine(checks)).held)).toEqual(["hardware", "firmware"]);
  });

  it("is what failed, then what passed; never what was not looked at any more", () => {
    const checks = [
      line("hardware", "passed"),
      line("image", "failed"),
      line("gpu", "absent"),
      line("model", "waiting"),
    ];
    const story = storyOf(machine(checks, { accepted: false }));
    expect(story.verdict).toBe("refused");
    expect(ids(story.failed)).toEqual(["image"]);
    expect(ids(story.held)).toEqual(["hardware"]);
  });

  it("is a refusal where a check failed, whatever else is said of it", () => {
    expect(storyOf(machine([line("image", "failed")])).verdict).toBe("refused");
    expect(storyOf(machine([], { accepted: false, simulated: true })).verdict).toBe("refused");
  });

  it("says what a machine that was taken lacks, and what is simulated", () => {
    const story = storyOf(machine([line("gpu", "absent")], { simulated: true }));
    expect(story.verdict).toBe("simulated");
    expect(ids(story.held)).toEqual(["gpu"]);
  });

  it("shows nothing of a simulated machine as proved", () => {
    const checks = [line("hardware", "simulated"), line("model", "passed"), line("listed", "passed")];
    const { held } = storyOf(machine(checks, { simulated: true }));
    expect(held.map(({ state }) => state)).toEqual(["simulated", "simulated", "simulated"]);
  });

  it("keeps a place for every check that will have a line", () => {
    const all = UNCHECKED.map(({ id }) => line(id, "passed"));
    expect(ids(storyOf(machine(all)).held)).toEqual(ids(UNCHECKED));
  });
});

describe("a live check", () => {
  it("is known by this phone's nonce in the facts", () => {
    expect(isLive(machine([line("freshness", "passed", [["Nonce", "00"]])]))).toBe(true);
    expect(isLive(machine([line("freshness", "passed", [["Beacon", "block"]])]))).toBe(false);
  });
});

describe("the machine that is opened with", () => {
  const [taken, simulated, refused] = [
    machine([]),
    machine([], { simulated: true }),
    machine([], { accepted: false }),
  ];

  it.each([
    [[refused, simulated, taken], taken],
    [[refused, simulated], simulated],
    [[refused], refused],
    [[], null],
  ])("is the best one (%#)", (machines, first) => {
    expect(firstOf(machines)).toBe(first);
  });
});
