import { inspect } from "node:util";
import type { JobStatus } from "@cocoon/protocol/api";
import { generateEd25519, toBase64Url, toHex } from "@cocoon/protocol/bytes";
import { nanoton } from "@cocoon/protocol/money";
import { type OuterReceipt, signOuterReceipt, signRunningReceipt } from "@cocoon/protocol/receipt";
import { beforeEach, describe, expect, it } from "vitest";
import { VoucherDesk } from "../testing/voucher-desk.ts";
import { EscrowPayer, MemoryPayerStore, type OpenCharge, type PayerStore } from "./index.ts";

const NOW_MS = 1_999_000_000_000;
const machine = generateEd25519();
const KEY_ID = "ab".repeat(32);
const QUOTE = "1/1/1";

let desk: VoucherDesk;
let store: PayerStore;
let payer: EscrowPayer;
let nowMs: number;
let jobs = 0;

beforeEach(async () => {
  desk = new VoucherDesk();
  store = new MemoryPayerStore();
  nowMs = NOW_MS;
  payer = await newPayer();
});

async function newPayer(baseNanoton = 0n): Promise<EscrowPayer> {
  const { escrow, globalId, epoch } = desk;
  const made = await EscrowPayer.create(
    store,
    { escrow, globalId, epoch, baseNanoton: nanoton(baseNanoton) },
    () => nowMs,
  );
  desk.payerKey = made.publicKey;
  return made;
}

const openCharge = (): OpenCharge => ({
  jobId: (++jobs).toString(16).padStart(64, "0"),
  transcript: (jobs + 1_000).toString(16).padStart(64, "0"),
  manifest: "cd".repeat(32),
  quote: QUOTE,
  ceilingNanoton: nanoton(1_024n),
  notAfterMs: NOW_MS + 1_000,
  signers: { [KEY_ID]: toHex(machine.publicKey) },
});

const receiptOf = (
  charge: OpenCharge,
  costNanoton: bigint,
  change: Partial<OuterReceipt> = {},
): OuterReceipt => ({
  requestHash: charge.transcript,
  keyId: KEY_ID,
  attempt: 1,
  modelManifest: charge.manifest,
  quote: charge.quote,
  costNanoton: nanoton(costNanoton),
  ...change,
});

const over = (charge: OpenCharge, charged: bigint, receipt: Uint8Array | null): JobStatus => ({
  jobId: charge.jobId,
  state: "done",
  chargedNanoton: charged.toString(),
  outerReceipt: receipt && toBase64Url(receipt),
  problem: null,
});

/** A job that this client asked, at an honest price. */
async function spends(costNanoton: bigint): Promise<OpenCharge> {
  const charge = openCharge();
  await payer.opens(charge);
  const receipt = signOuterReceipt(receiptOf(charge, costNanoton), machine.secretKey);
  desk.jobs.set(charge.jobId, over(charge, costNanoton, receipt));
  desk.owedNanoton += costNanoton;
  return charge;
}

const signedAmounts = () => desk.taken.map(({ cumulativeNanoton }) => BigInt(cumulativeNanoton));
const record = async () => {
  const found = await store.load(desk.escrow);
  if (!found) throw new Error("no record");
  return found;
};

describe("a payer", () => {
  it("signs exactly what its answers came to, and nothing when nothing is due", async () => {
    await payer.pay(desk);
    await spends(100n);
    await spends(28n);
    await payer.pay(desk);
    await payer.pay(desk);
    await spends(64n);
    await payer.pay(desk);
    expect(signedAmounts()).toEqual([128n, 192n]);
  });

  it("shows its key to nobody", async () => {
    const shown = inspect([payer, await record()], { depth: 9 }) + JSON.stringify(await record(), text);
    const seed = (await record()).key.reveal();
    for (const form of [toHex(seed), toBase64Url(seed), seed.join()]) expect(shown).not.toContain(form);
    expect(shown).toContain("REDACTED");
  });

  it("never signs more, however often it is asked", async () => {
    await spends(100n);
    desk.owedNanoton += 1n;
    for (const _ of [1, 2]) await expect(payer.pay(desk)).rejects.toMatchObject({ code: "voucher_too_high" });
    expect(desk.taken).toEqual([]);
    expect((await record()).signed).toBeNull();
  });

  it("knows what an escrow was charged before only as far as its owner said so", async () => {
    store = new MemoryPayerStore();
    payer = await newPayer(50n);
    await spends(100n);
    desk.owedNanoton += 50n;
    await payer.pay(desk);
    expect(signedAmounts()).toEqual([150n]);
  });

  it.each<[string, (charge: OpenCharge) => JobStatus]>([
    ["no receipt", (charge) => over(charge, 100n, null)],
    ["bytes that are no receipt", (charge) => over(charge, 100n, new Uint8Array(99))],
    [
      "a receipt of another machine",
      (charge) => over(charge, 100n, signOuterReceipt(receiptOf(charge, 100n), generateEd25519().secretKey)),
    ],
    ...(
      [
        ["for another job", { requestHash: "00".repeat(32) }],
        ["of another key", { keyId: "00".repeat(32) }],
        ["for another model", { modelManifest: "00".repeat(32) }],
        ["at another price", { quote: "2/2/2" }],
        ["over another amount", { costNanoton: nanoton(96n) }],
      ] as const
    ).map(([what, change]): [string, (charge: OpenCharge) => JobStatus] => [
      `a receipt ${what}`,
      (charge) => over(charge, 100n, signOuterReceipt(receiptOf(charge, 100n, change), machine.secretKey)),
    ]),
    [
      "a receipt above the ceiling",
      (charge) => over(charge, 2_048n, signOuterReceipt(receiptOf(charge, 2_048n), machine.secretKey)),
    ],
  ])("pays nothing for %s", async (_what, claims) => {
    const charge = openCharge();
    await payer.opens(charge);
    const status = claims(charge);
    desk.jobs.set(charge.jobId, status);
    desk.owedNanoton = BigInt(status.chargedNanoton ?? 0);
    await expect(payer.pay(desk)).rejects.toMatchObject({ code: "voucher_too_high" });
    expect(desk.taken).toEqual([]);
  });

  it("pays for a job once, and for none that it did not ask", async () => {
    const charge = await spends(100n);
    const status = desk.jobs.get(charge.jobId) as JobStatus;
    await payer.hears(status);
    await payer.hears(status);
    await payer.hears({ ...status, jobId: "ff".repeat(32) });
    expect((await record()).acceptedNanoton).toBe(100n);
  });

  it("pays for a broken answer by its running receipt", async () => {
    const charge = openCharge();
    await payer.opens(charge);
    const receipt = signRunningReceipt({ ...receiptOf(charge, 64n), seq: 3 }, machine.secretKey);
    desk.jobs.set(charge.jobId, { ...over(charge, 64n, receipt), state: "interrupted" });
    desk.owedNanoton = 64n;
    await payer.pay(desk);
    expect(signedAmounts()).toEqual([64n]);
  });

  it("pays nothing for an answer whose own receipt contradicts its charge", async () => {
    const charge = await spends(100n);
    await payer.refuses(charge.jobId);
    await expect(payer.pay(desk)).rejects.toMatchObject({ code: "voucher_too_high" });
  });

  it("keeps a job open that is on its way, and gives it up after its deadline", async () => {
    const charge = openCharge();
    await payer.opens(charge);
    await payer.pay(desk);
    expect((await record()).open).toHaveLength(1);
    nowMs = charge.notAfterMs + 120_000;
    await payer.pay(desk);
    expect((await record()).open).toEqual([]);
  });

  it("counts only the newest seal of a job", async () => {
    const charge = openCharge();
    await payer.opens(charge);
    await payer.opens({ ...charge, transcript: "77".repeat(32) });
    const old = signOuterReceipt(receiptOf(charge, 100n), machine.secretKey);
    await payer.hears(over(charge, 100n, old));
    expect((await record()).acceptedNanoton).toBe(0n);
  });

  it.each(["answer", "signature"] as const)("sends a voucher again whose %s was lost", async (lost) => {
    await spends(100n);
    desk.loses = lost;
    await expect(payer.pay(desk)).rejects.toMatchObject({ code: "network_failed" });
    expect((await record()).signed).toMatchObject({ cumulativeNanoton: 100n, delivered: false });
    await payer.pay(desk);
    expect((await record()).signed).toMatchObject({ cumulativeNanoton: 100n, delivered: true });
    expect(desk.last?.cumulativeNanoton).toBe("100");
  });

  it("signs in a new epoch no more than it has accepted and not yet signed away", async () => {
    await spends(100n);
    await payer.pay(desk);
    Object.assign(desk, { epoch: 4, last: null, owedNanoton: 1n });
    await expect(payer.pay(desk)).rejects.toMatchObject({ code: "voucher_too_high" });
    desk.owedNanoton = 0n;
    await spends(32n);
    await payer.pay(desk);
    expect(desk.taken.map(({ epoch, cumulativeNanoton }) => [epoch, cumulativeNanoton])).toEqual([
      [3, "100"],
      [4, "32"],
    ]);
  });

  it("signs the same amount again when its voucher is about to run out", async () => {
    desk.validUntil = NOW_MS / 1_000 + 7 * 86_400;
    await spends(100n);
    await payer.pay(desk);
    nowMs += 6.5 * 86_400_000;
    Object.assign(desk, { last: null, validUntil: desk.validUntil + 6 * 86_400 });
    await payer.reconnect(desk);
    await payer.pay(desk);
    expect(desk.taken.map(({ cumulativeNanoton }) => cumulativeNanoton)).toEqual(["100", "100"]);
    desk.last = null;
    await expect(payer.reconnect(desk)).rejects.toMatchObject({ code: "voucher_forgotten" });
  });

  it.each([
    ["has run out", () => NOW_MS / 1_000 - 1],
    ["would count for years", () => NOW_MS / 1_000 + 366 * 86_400],
  ])("signs none that %s", async (_what, validUntil) => {
    await spends(100n);
    desk.validUntil = validUntil();
    await expect(payer.pay(desk)).rejects.toMatchObject({ code: "voucher_malformed" });
  });
});

describe("on reconnecting, a proxy", () => {
  beforeEach(async () => {
    await spends(100n);
    await payer.pay(desk);
  });

  it("that shows the last voucher is taken", async () => {
    const again = await EscrowPayer.open(store, desk.escrow, () => nowMs);
    await expect(again?.reconnect(desk)).resolves.toBeUndefined();
  });

  it.each<[string, () => void, string]>([
    ["has forgotten it", () => (desk.last = null), "voucher_forgotten"],
    [
      "shows an older one",
      () => Object.assign(desk.last ?? {}, { cumulativeNanoton: "96" }),
      "voucher_forgotten",
    ],
    ["is an epoch behind", () => (desk.epoch = 2), "voucher_forgotten"],
    [
      "shows a higher one",
      () => Object.assign(desk.last ?? {}, { cumulativeNanoton: "101" }),
      "voucher_unknown",
    ],
    [
      "asks for another escrow",
      () => Object.assign(desk, { escrow: `0:${"00".repeat(32)}` }),
      "voucher_of_another_escrow",
    ],
    ["asks for another network", () => Object.assign(desk, { globalId: -239 }), "voucher_of_another_escrow"],
  ])("that %s is refused, and nothing is signed for it", async (_what, lies, code) => {
    const { escrow } = desk;
    lies();
    const again = await EscrowPayer.open(store, escrow, () => nowMs);
    await expect(again?.reconnect(desk)).rejects.toMatchObject({ code, name: "StopError" });
    await spends(32n);
    await expect(again?.pay(desk)).rejects.toMatchObject({ code });
    expect(signedAmounts()).toEqual([100n]);
  });
});

/** Bigints as text. */
const text = (_: string, value: unknown): unknown => (typeof value === "bigint" ? value.toString() : value);
