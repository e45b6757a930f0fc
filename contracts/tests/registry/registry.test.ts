import { nanoton } from "@cocoon/protocol/money";
import { describe, expect, it } from "vitest";
import type { Approval, Change, Subject } from "../../wrappers/registry.ts";
import { constants, errors } from "../../wrappers/registry.generated.ts";
import { DELAY_SECONDS, RegistryWorld } from "../../testing/registry.ts";
import { SIMULATED_GLOBAL_ID } from "../../testing/network.ts";

const EXECUTABLE_SECONDS = Number(constants.EXECUTABLE_SECONDS);
const PROXY = "11".repeat(32);
const approvals: readonly Approval[] = [
  { kind: "proxy", id: PROXY, origin: "https://proxy.example" },
  { kind: "measurement", id: "22".repeat(48) },
  { kind: "model", id: "33".repeat(32), name: "demo" },
  {
    kind: "priceCap",
    id: "33".repeat(32),
    cap: { promptNanoton: nanoton(1n), cachedNanoton: nanoton(0n), outputNanoton: nanoton(5_000_000_000n) },
  },
  { kind: "rosterKey", id: "44".repeat(32), proxy: PROXY },
  { kind: "referenceKey", id: "55".repeat(32), role: "manifest" },
  { kind: "referenceKey", id: "66".repeat(32), role: "witness" },
];
const image: Subject = { kind: "measurement", id: "22".repeat(48) };
const approveImage: Change = { type: "approve", approval: { kind: "measurement", id: image.id } };

describe("a registry at its birth", () => {
  it("holds what it is born with, of every kind", async () => {
    const world = await RegistryWorld.start(approvals);
    expect(await world.state()).toEqual({
      network: SIMULATED_GLOBAL_ID,
      delaySeconds: DELAY_SECONDS,
      owner: world.owner.address.toRawString(),
      guardian: world.guardian.address.toRawString(),
      approved: approvals,
      denied: [],
      pending: [],
    });
  });
});

describe("a proposal", () => {
  it.each(approvals.map((approval) => [approval.kind, approval] as const))(
    "approves a %s once the delay is over, and shows it before",
    async (_kind, approval) => {
      const world = await RegistryWorld.start();
      const change: Change = { type: "approve", approval };
      await world.propose(change);
      expect(await world.state()).toMatchObject({ approved: [], pending: [{ change }] });
      world.network.advance(DELAY_SECONDS);
      expect(world.exitCode(await world.execute(change))).toBe(0);
      expect(await world.state()).toMatchObject({ approved: [approval], pending: [] });
    },
  );

  it("changes nothing before, not even by a second", async () => {
    const world = await RegistryWorld.start();
    await world.propose(approveImage);
    world.network.advance(DELAY_SECONDS - 1);
    expect(world.exitCode(await world.execute(approveImage))).toBe(errors.TOO_EARLY);
    expect((await world.state()).approved).toEqual([]);
  });

  it("is void when nobody executed it for a month", async () => {
    const world = await RegistryWorld.start();
    await world.propose(approveImage);
    world.network.advance(DELAY_SECONDS + EXECUTABLE_SECONDS + 1);
    expect(world.exitCode(await world.execute(approveImage))).toBe(errors.PROPOSAL_EXPIRED);
    expect(world.exitCode(await world.propose(approveImage))).toBe(errors.ALREADY_PROPOSED);
    await world.cancel(approveImage);
    expect(world.exitCode(await world.change(approveImage))).toBe(0);
  });

  it("can't be executed twice, under another hash, or unproposed", async () => {
    const world = await RegistryWorld.start();
    expect(world.exitCode(await world.execute(approveImage))).toBe(errors.NOT_PROPOSED);
    await world.change(approveImage);
    expect(world.exitCode(await world.execute(approveImage))).toBe(errors.NOT_PROPOSED);
  });

  it("does not wait less for being proposed again", async () => {
    const world = await RegistryWorld.start();
    await world.propose(approveImage);
    world.network.advance(DELAY_SECONDS - 1);
    await world.cancel(approveImage);
    await world.propose(approveImage);
    world.network.advance(DELAY_SECONDS - 1);
    expect(world.exitCode(await world.execute(approveImage))).toBe(errors.TOO_EARLY);
  });

  it("replaces the value of what is approved, and removes", async () => {
    const world = await RegistryWorld.start(approvals);
    const moved: Approval = { kind: "proxy", id: PROXY, origin: "https://elsewhere.example" };
    await world.change({ type: "approve", approval: moved });
    expect((await world.state()).approved).toEqual([moved, ...approvals.slice(1)]);
    await world.change({ type: "remove", subject: image });
    expect((await world.state()).approved.map(({ kind }) => kind)).not.toContain("measurement");
    expect(world.exitCode(await world.propose({ type: "remove", subject: image }))).toBe(errors.NOT_LISTED);
  });

  it.each(["guardian", "stranger"] as const)("is the owner's alone: not the %s's", async (who) => {
    const world = await RegistryWorld.start();
    expect(world.exitCode(await world.propose(approveImage, world[who]))).toBe(errors.NOT_REGISTRY_OWNER);
    await world.propose(approveImage);
    world.network.advance(DELAY_SECONDS);
    expect(world.exitCode(await world.execute(approveImage, world[who]))).toBe(errors.NOT_REGISTRY_OWNER);
    expect((await world.state()).approved).toEqual([]);
  });

  it.each(["owner", "guardian"] as const)("can be cancelled by the %s", async (who) => {
    const world = await RegistryWorld.start();
    await world.propose(approveImage);
    expect(world.exitCode(await world.cancel(approveImage, world.stranger))).toBe(
      errors.NOT_OWNER_OR_GUARDIAN,
    );
    expect(world.exitCode(await world.cancel(approveImage, world[who]))).toBe(0);
    world.network.advance(DELAY_SECONDS);
    expect(world.exitCode(await world.execute(approveImage))).toBe(errors.NOT_PROPOSED);
    expect(world.exitCode(await world.cancel(approveImage))).toBe(errors.NOT_PROPOSED);
  });

  it("is one of 32 at most", async () => {
    const world = await RegistryWorld.start();
    const approve = (index: number): Change => ({
      type: "approve",
      approval: { kind: "measurement", id: index.toString(16).padStart(96, "0") },
    });
    for (let index = 0; index < 32; index++) await world.propose(approve(index));
    expect((await world.state()).pending).toHaveLength(32);
    expect(world.exitCode(await world.propose(approve(32)))).toBe(errors.FULL);
    await world.cancel(approve(5));
    expect(world.exitCode(await world.propose(approve(32)))).toBe(0);
  });
});

describe("a denial", () => {
  it.each(["owner", "guardian"] as const)("by the %s takes effect at once", async (who) => {
    const world = await RegistryWorld.start(approvals);
    expect(world.exitCode(await world.deny(image, world[who]))).toBe(0);
    const { approved, denied } = await world.state();
    expect(approved.map(({ kind }) => kind)).not.toContain("measurement");
    expect(denied).toEqual([{ ...image, sinceSeconds: world.network.now }]);
  });

  it("is not a stranger's", async () => {
    const world = await RegistryWorld.start(approvals);
    expect(world.exitCode(await world.deny(image, world.stranger))).toBe(errors.NOT_OWNER_OR_GUARDIAN);
    expect((await world.state()).denied).toEqual([]);
  });

  it("is for ever: what was proposed before it, or after, is refused", async () => {
    const world = await RegistryWorld.start();
    await world.propose(approveImage);
    await world.deny(image);
    world.network.advance(DELAY_SECONDS);
    expect(world.exitCode(await world.execute(approveImage))).toBe(errors.DENIED);
    await world.cancel(approveImage);
    expect(world.exitCode(await world.propose(approveImage))).toBe(errors.DENIED);
    expect(world.exitCode(await world.deny(image, world.owner))).toBe(errors.DENIED);
    expect((await world.state()).denied).toHaveLength(1);
  });

  it("warns of what was never approved: a worker's key", async () => {
    const world = await RegistryWorld.start();
    const key: Subject = { kind: "nodeKey", id: "77".repeat(32) };
    expect(world.exitCode(await world.deny(key))).toBe(0);
    expect((await world.state()).denied).toMatchObject([key]);
  });

  it("does not take a model's cap away, which would be the less safe state", async () => {
    const world = await RegistryWorld.start(approvals);
    const cap: Subject = { kind: "priceCap", id: "33".repeat(32) };
    expect(world.exitCode(await world.deny(cap))).toBe(errors.BAD_SUBJECT);
    expect((await world.state()).approved).toEqual(approvals);
  });
});

describe("the offices", () => {
  it("change the owner when the new one confirms it after the delay", async () => {
    const world = await RegistryWorld.start();
    const change: Change = { type: "setOwner", owner: world.stranger.address.toRawString() };
    await world.propose(change);
    world.network.advance(DELAY_SECONDS - 1);
    expect(world.exitCode(await world.execute(change, world.stranger))).toBe(errors.TOO_EARLY);
    world.network.advance(1);
    expect(world.exitCode(await world.execute(change, world.owner))).toBe(errors.NOT_REGISTRY_OWNER);
    expect(world.exitCode(await world.execute(change, world.stranger))).toBe(0);
    expect(world.exitCode(await world.propose(approveImage, world.owner))).toBe(errors.NOT_REGISTRY_OWNER);
    expect(world.exitCode(await world.propose(approveImage, world.stranger))).toBe(0);
  });

  it("let the guardian stop a stolen owner key, in its time", async () => {
    const world = await RegistryWorld.start();
    const theft: Change = { type: "setOwner", owner: world.stranger.address.toRawString() };
    await world.propose(theft);
    expect(world.exitCode(await world.cancel(theft, world.guardian))).toBe(0);
    world.network.advance(DELAY_SECONDS);
    expect(world.exitCode(await world.execute(theft, world.stranger))).toBe(errors.NOT_PROPOSED);
  });

  it("replace a stolen guardian, which can't prevent it", async () => {
    const world = await RegistryWorld.start();
    const change: Change = { type: "setGuardian", guardian: world.stranger.address.toRawString() };
    await world.propose(change);
    expect(world.exitCode(await world.cancel(change, world.guardian))).toBe(errors.OWN_REPLACEMENT);
    world.network.advance(DELAY_SECONDS);
    expect(world.exitCode(await world.execute(change))).toBe(0);
    expect(world.exitCode(await world.deny(image, world.guardian))).toBe(errors.NOT_OWNER_OR_GUARDIAN);
    expect(world.exitCode(await world.deny(image, world.stranger))).toBe(0);
  });
});
