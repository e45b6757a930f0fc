import { beginCell, type Builder, Cell, Dictionary, toNano } from "@ton/core";
import { describe, expect, it } from "vitest";
import {
  type Approval,
  type Change,
  changeHash,
  denyBody,
  executeBody,
  genesisData,
  parseRegistryState,
  type RegistryGenesis,
} from "../../wrappers/registry.ts";
import { constants, errors, opcodes } from "../../wrappers/registry.generated.ts";
import { DELAY_SECONDS, RegistryWorld } from "../../testing/registry.ts";

const APPROVED_AT_MOST = Number(constants.APPROVED_AT_MOST);
const DENIED_AT_MOST = Number(constants.DENIED_AT_MOST);
const DENIED_BY_GUARDIAN_AT_MOST = Number(constants.DENIED_BY_GUARDIAN_AT_MOST);

const approve = (index: number): Approval => ({
  kind: "measurement",
  id: index.toString(16).padStart(96, "0"),
});
const many = (count: number): Approval[] => Array.from({ length: count }, (_, index) => approve(index));

/** The data of a registry that has denied so many worker's keys. */
const deniedAlready =
  (count: number) =>
  (genesis: RegistryGenesis): Cell => {
    const slice = genesisData(genesis).beginParse();
    const list = Dictionary.empty(Dictionary.Keys.BigUint(392), Dictionary.Values.Uint(32));
    for (let index = 0; index < count; index++) list.set((7n << 384n) | (BigInt(index) << 128n), 1);
    return beginCell()
      .storeBits(slice.loadBits(32 + 32 + 2 * 267 + 16))
      .storeUint((slice.skip(16), count), 16)
      .storeUint(slice.loadUint(8), 8)
      .storeDict(slice.loadDict(Dictionary.Keys.BigUint(392), Dictionary.Values.Cell()))
      .storeDict(list)
      .storeUint(0, 1)
      .endCell();
  };

/** Propose with a change of any form. */
const proposal = (change: Cell): Cell =>
  beginCell().storeUint(opcodes.Propose, 32).storeUint(0, 64).storeRef(change).endCell();

const subject = (kind: number, head: bigint, tail: bigint) => (builder: Builder) =>
  builder.storeUint(kind, 8).storeUint(head, 256).storeUint(tail, 128);

const approval = (kind: number, tail: bigint, value: Cell): Cell =>
  beginCell()
    .storeUint(opcodes.Approve, 32)
    .store(subject(kind, 1n, tail))
    .storeRef(value)
    .endCell();

const text = (bits: number) => beginCell().storeRef(beginCell().storeUint(0, bits).endCell()).endCell();
const nested = beginCell().storeRef(beginCell().storeUint(1, 8).storeRef(Cell.EMPTY).endCell()).endCell();
const number = (value: number, bits: number) => beginCell().storeUint(value, bits).endCell();

describe("a proposal of another form is refused", () => {
  it.each([
    ["of no kind", approval(0, 0n, Cell.EMPTY), errors.BAD_SUBJECT],
    ["of an unknown kind", approval(8, 0n, Cell.EMPTY), errors.BAD_SUBJECT],
    ["of a second spelling", approval(5, 1n, number(0, 256)), errors.BAD_SUBJECT],
    ["of a worker's key", approval(7, 0n, Cell.EMPTY), errors.BAD_ENTRY],
    ["a measurement with a value", approval(2, 1n, number(1, 1)), errors.BAD_ENTRY],
    ["a proxy without origin", approval(1, 0n, text(0)), errors.BAD_ENTRY],
    ["a proxy with half a byte", approval(1, 0n, text(12)), errors.BAD_ENTRY],
    ["a model with a long name", approval(3, 0n, nested), errors.BAD_ENTRY],
    ["a price cap with one price", approval(4, 0n, number(0, 4)), 9],
    ["a price cap with a fourth", approval(4, 0n, number(0, 16)), 9],
    ["a roster key of nobody", approval(5, 0n, Cell.EMPTY), 9],
    ["a reference key of no role", approval(6, 0n, number(0, 8)), errors.BAD_ENTRY],
    ["a reference key of a third role", approval(6, 0n, number(3, 8)), errors.BAD_ENTRY],
    ["of no change", number(9, 32), 63],
    [
      "of two changes",
      beginCell()
        .storeUint(opcodes.Remove, 32)
        .store(subject(2, 0n, 0n))
        .storeUint(0, 1)
        .endCell(),
      9,
    ],
  ])("%s", async (_what, change, code) => {
    const world = await RegistryWorld.start();
    const before = await world.state();
    expect(world.exitCode(await world.send(world.owner, proposal(change)))).toBe(code);
    expect(await world.state()).toEqual(before);
  });
});

describe("a message", () => {
  it("of an unknown kind comes back", async () => {
    const world = await RegistryWorld.start();
    const before = await world.balance();
    expect(world.exitCode(await world.send(world.owner, number(5, 32)))).toBe(
      errors.REGISTRY_UNKNOWN_MESSAGE,
    );
    expect(await world.balance()).toBe(before);
  });

  it("without a body leaves its money for the storage, from anyone", async () => {
    const world = await RegistryWorld.start();
    const before = await world.balance();
    await world.send(world.stranger, Cell.EMPTY, toNano("1"));
    expect(await world.balance()).toBeGreaterThan(before + toNano("0.999"));
  });

  it("that can't pay for itself changes nothing", async () => {
    const world = await RegistryWorld.start(many(APPROVED_AT_MOST));
    const key = { kind: "nodeKey", id: "77".repeat(32) } as const;
    const small = await world.send(world.guardian, denyBody(key), toNano("0.005"));
    expect(world.exitCode(small)).toBe(errors.REGISTRY_VALUE_TOO_LOW);
    expect((await world.state()).denied).toEqual([]);
  });

  it("gets back what it did not need, and never of the registry's own", async () => {
    const world = await RegistryWorld.start();
    await world.send(world.stranger, Cell.EMPTY, toNano("1"));
    for (let index = 0; index < 5; index++) {
      const [before, hers] = [await world.balance(), await world.guardian.getBalance()];
      await world.deny({ kind: "nodeKey", id: String(index).repeat(64) });
      expect(await world.balance()).toBe(before);
      expect(hers - (await world.guardian.getBalance())).toBeLessThan(toNano("0.01"));
    }
  });

  it("brought back by a wallet that takes nothing stays for the storage", async () => {
    const world = await RegistryWorld.start();
    const before = await world.balance();
    const body = beginCell().storeUint(0xffffffff, 32).storeUint(0xd53276db, 32).storeUint(0, 64).endCell();
    const { owner, address } = world;
    await world.network.blockchain.sendMessage({
      info: {
        type: "internal",
        ihrDisabled: true,
        bounce: false,
        bounced: true,
        src: owner.address,
        dest: address,
        value: { coins: toNano("0.1") },
        ihrFee: 0n,
        forwardFee: 0n,
        createdLt: 0n,
        createdAt: 0,
      },
      body,
    });
    expect(await world.balance()).toBeGreaterThan(before + toNano("0.099"));
  });
});

describe("full lists", () => {
  it("take no more approvals, and replace those they have", async () => {
    const world = await RegistryWorld.start(many(APPROVED_AT_MOST));
    const more: Change = { type: "approve", approval: approve(APPROVED_AT_MOST) };
    expect(world.exitCode(await world.propose(more))).toBe(errors.REGISTRY_VALUE_TOO_LOW);
    await world.send(world.stranger, Cell.EMPTY, toNano("40"));
    expect(world.exitCode(await world.change(more))).toBe(errors.FULL);
    expect(world.exitCode(await world.change({ type: "approve", approval: approve(1) }))).toBe(0);
    expect((await world.state()).approved).toHaveLength(APPROVED_AT_MOST);
  });

  it("leave the owner room that a stolen guardian can't use up", async () => {
    const world = await RegistryWorld.start(
      many(APPROVED_AT_MOST),
      deniedAlready(DENIED_BY_GUARDIAN_AT_MOST),
    );
    await world.send(world.stranger, Cell.EMPTY, toNano("40"));
    expect(world.exitCode(await world.deny(approve(3), world.guardian))).toBe(errors.FULL);
    expect(world.exitCode(await world.deny(approve(3), world.owner))).toBe(0);
    const { approved, denied } = await world.state();
    expect(approved).toHaveLength(APPROVED_AT_MOST - 1);
    expect(denied).toHaveLength(DENIED_BY_GUARDIAN_AT_MOST + 1);
  });

  it("end where every reader's bound is", async () => {
    const world = await RegistryWorld.start(many(APPROVED_AT_MOST), deniedAlready(DENIED_AT_MOST));
    await world.send(world.stranger, Cell.EMPTY, toNano("40"));
    expect(world.exitCode(await world.deny(approve(3), world.owner))).toBe(errors.FULL);
    expect((await world.state()).denied).toHaveLength(DENIED_AT_MOST);
    expect(world.exitCode(await world.change({ type: "remove", subject: approve(3) }))).toBe(0);
  });

  it("cost no more gas than is held back for it", async () => {
    const world = await RegistryWorld.start(many(APPROVED_AT_MOST - 1), deniedAlready(DENIED_AT_MOST - 1));
    await world.send(world.stranger, Cell.EMPTY, toNano("40"));
    const change: Change = { type: "approve", approval: approve(APPROVED_AT_MOST - 1) };
    const results = [await world.change(change), await world.deny(approve(3), world.owner)];
    for (const result of results) {
      expect(world.exitCode(result)).toBe(0);
      expect(world.gasUsed(result)).toBeLessThan(constants.MESSAGE_GAS);
    }
  });
});

describe("what an RPC server gives as the registry's state", () => {
  const genesis: RegistryGenesis = {
    network: -3,
    delaySeconds: 1,
    owner: `0:${"00".repeat(32)}`,
    guardian: `0:${"00".repeat(32)}`,
    approved: many(3),
  };
  const state = genesisData(genesis);
  const head = (counts: number) =>
    beginCell()
      .storeBits(state.beginParse().loadBits(32 + 32 + 2 * 267))
      .storeUint(counts, 40);

  /** A dictionary's forks without end: 2^depth leaves of a few cells. */
  const bomb = (label: (builder: Builder) => Builder, depth: number): Cell => {
    let cell = label(beginCell()).endCell();
    for (let level = 0; level < depth; level++)
      cell = label(beginCell()).storeRef(cell).storeRef(cell).endCell();
    return cell;
  };
  const noLabel = (builder: Builder) => builder.storeUint(0, 2);
  const longLabel = (builder: Builder) => builder.storeUint(0b110, 3).storeUint(511, 9);

  it.each([
    ["nothing", new Uint8Array()],
    ["noise", new Uint8Array(200).fill(0xa5)],
    ["an empty cell", Cell.EMPTY.toBoc()],
    ["two roots", Buffer.concat([state.toBoc(), state.toBoc()])],
    ["over a mebibyte", new Uint8Array(1024 * 1024 + 1)],
    ["with a bit too many", beginCell().storeSlice(state.beginParse()).storeUint(0, 1).endCell().toBoc()],
    ["with wrong counts", head(0).storeSlice(listsOf(state)).endCell().toBoc()],
    ["with shared forks", head(0).storeMaybeRef(bomb(noLabel, 400)).storeUint(0, 2).endCell().toBoc()],
    [
      "with labels past the key",
      head(0).storeMaybeRef(bomb(longLabel, 400)).storeUint(0, 2).endCell().toBoc(),
    ],
  ])("is refused: %s", (_what, bytes) => {
    expect(() => parseRegistryState(bytes)).toThrow(expect.objectContaining({ name: "MalformedError" }));
  });

  it("is refused after any change that leaves it another state's", () => {
    const bytes = state.toBoc({ crc32: false });
    expect(parseRegistryState(bytes)).toMatchObject(genesis);
    for (let index = 0; index < bytes.length; index++) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] as number) ^ 0x40;
      try {
        expect(parseRegistryState(changed).approved.length).toBeLessThanOrEqual(APPROVED_AT_MOST);
      } catch (error) {
        expect(error).toMatchObject({ name: "MalformedError" });
      }
    }
  });
});

function listsOf(state: Cell) {
  const slice = state.beginParse();
  slice.skip(32 + 32 + 2 * 267 + 40);
  return slice;
}

it("names a change as the contract does", async () => {
  const world = await RegistryWorld.start();
  const change: Change = { type: "approve", approval: approve(1) };
  await world.propose(change);
  expect((await world.state()).pending.map(({ hash }) => hash)).toEqual([changeHash(change)]);
  world.network.advance(DELAY_SECONDS);
  expect(world.exitCode(await world.send(world.owner, executeBody(changeHash(change))))).toBe(0);
});
