import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret } from "@cocoon/protocol/bytes";
import { nanoton } from "@cocoon/protocol/money";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type OpenCharge, type PayerRecord, withCharge, withOpen } from "../payment/record.ts";
import { FilePayerStore } from "./payer-store.ts";

const ESCROW = `0:${"e5".repeat(32)}`;
const RECORD: PayerRecord = {
  escrow: ESCROW,
  globalId: -217,
  key: new Secret(new Uint8Array(32).fill(9)),
  epoch: 2,
  baseNanoton: nanoton(1n),
  acceptedNanoton: nanoton(2n ** 60n),
  signedBeforeNanoton: nanoton(3n),
  signed: {
    epoch: 2,
    cumulativeNanoton: nanoton(4n),
    validUntil: 2_000_000_000,
    signature: "ab".repeat(64),
    delivered: false,
  },
  open: [],
};

const charge = (number: number): OpenCharge => ({
  jobId: number.toString(16).padStart(64, "0"),
  transcript: "11".repeat(32),
  manifest: "22".repeat(32),
  quote: "1/2/3",
  ceilingNanoton: nanoton(5n),
  notAfterMs: 1_800_000_000_000,
  signers: { ["33".repeat(32)]: "44".repeat(32) },
});

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "cocoon-payer-")), "client");
});
afterEach(() => rm(join(folder, ".."), { recursive: true }));

describe("the file of a payer's record", () => {
  it("gives back what was stored, its key too", async () => {
    await new FilePayerStore(folder).create(RECORD);
    await new FilePayerStore(folder).update(ESCROW, (record) => withOpen(record, charge(1)));
    const record = await new FilePayerStore(folder).load(ESCROW);
    expect(record).toEqual({ ...RECORD, open: [charge(1)] });
    expect(record?.key.reveal()).toEqual(RECORD.key.reveal());
    expect(await new FilePayerStore(folder).load(`0:${"00".repeat(32)}`)).toBeNull();
  });

  it("is made once, so that no key is lost", async () => {
    const made = await Promise.allSettled([1, 2, 3].map(() => new FilePayerStore(folder).create(RECORD)));
    expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await expect(new FilePayerStore(folder).create(RECORD)).rejects.toThrow(RangeError);
  });

  it("is open to its owner only", async () => {
    await new FilePayerStore(folder).create(RECORD);
    expect((await stat(folder)).mode & 0o077).toBe(0);
    for (const name of await readdir(folder)) expect((await stat(join(folder, name))).mode & 0o077).toBe(0);
  });

  it("loses no change of several that are made at once, and keeps few old ones", async () => {
    await new FilePayerStore(folder).create(RECORD);
    const stores = [new FilePayerStore(folder), new FilePayerStore(folder), new FilePayerStore(folder)];
    const storeOf = (number: number) => stores[number % stores.length] as FilePayerStore;
    const numbers = Array.from({ length: 30 }, (_, index) => index + 1);
    await Promise.all(
      numbers.map((number) => storeOf(number).update(ESCROW, (record) => withOpen(record, charge(number)))),
    );
    await Promise.all(
      numbers.map((number) =>
        storeOf(number + 1).update(ESCROW, (record) => withCharge(record, charge(number).jobId, nanoton(1n))),
      ),
    );
    const record = await storeOf(0).load(ESCROW);
    expect(record?.open).toEqual([]);
    expect(record?.acceptedNanoton).toBe(RECORD.acceptedNanoton + 30n);
    const names = await readdir(folder);
    expect(names.filter((name) => !name.endsWith(".json"))).toEqual([]);
    expect(names.length).toBeLessThan(20);
  });

  it("is refused in words when it is damaged, and its key is in none of them", async () => {
    await new FilePayerStore(folder).create(RECORD);
    const [name = ""] = await readdir(folder);
    const text = await readFile(join(folder, name), "utf8");
    await writeFile(join(folder, name), text.replace('"epoch":2', '"epoch":"2"'));
    const loading = new FilePayerStore(folder).load(ESCROW);
    await expect(loading).rejects.toThrow(/field "epoch" is missing or not of its form; without it nothing/);
    await expect(loading).rejects.not.toThrow(/0909/);
  });
});
