import { randomBytes } from "node:crypto";
import { chargeVoucher, signVoucher, voucherPublicKey } from "@cocoon/contracts/voucher";
import { latestVoucher, markVoucherSent } from "@cocoon/db/chain";
import type { Database } from "@cocoon/db/connection";
import { admit, finish } from "@cocoon/db/jobs";
import { inProcessDatabase, OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import type { DueVoucher, PayerSignature } from "@cocoon/protocol/api";
import { fromHex, toHex } from "@cocoon/protocol/bytes";
import { nanoton, parseNanoton } from "@cocoon/protocol/money";
import { Address } from "@ton/core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { TestSigner } from "../testing/charge-signer.ts";
import { tellOf, type TestEscrow, testEscrow } from "../testing/test-escrow.ts";
import { VoucherDesk } from "./voucher-desk.ts";

const PAYER_SEED = new Uint8Array(32).fill(0x9a);
const PAYER_KEY = toHex(voucherPublicKey(PAYER_SEED));
const CEILING = nanoton(1_024n);

let database: Database;
let escrow: TestEscrow;
let desk: VoucherDesk;
let nowMs: number;
const signer = new TestSigner();

beforeAll(async () => {
  database = await inProcessDatabase();
}, OPEN_TIMEOUT_MS);
afterAll(() => database.close());
beforeEach(async () => {
  nowMs = Date.now();
  escrow = await testEscrow(database, { payerKey: PAYER_KEY });
  desk = new VoucherDesk({ database, signer, now: () => nowMs });
});

const newJob = (ceilingNanoton = CEILING) => ({
  accountId: escrow.accountId,
  jobId: randomBytes(32).toString("hex"),
  envelopeHash: "11".repeat(32),
  transcript: "22".repeat(32),
  modelId: "demo",
  manifest: "33".repeat(32),
  quote: "1/1/1",
  ceilingNanoton,
  notAfterMs: nowMs + 60_000,
  createdMs: nowMs,
});

async function spends(costNanoton: bigint): Promise<void> {
  const job = newJob();
  const unsignedLimitNanoton = nanoton(1_000_000n);
  const { kind } = await admit(database, job, { unsignedLimitNanoton });
  expect(kind).toBe("admitted");
  await finish(database, {
    ...job,
    post: 1,
    state: "done",
    problem: null,
    costNanoton: nanoton(costNanoton),
    workerId: "operator",
    outerReceipt: new Uint8Array([1]),
    commissionPpm: 50_000,
  });
}

const dueNow = async (): Promise<DueVoucher> => {
  const { due } = await desk.show(escrow.accountId);
  if (!due) throw new Error("nothing is due");
  return due;
};

function signed(due: DueVoucher, change: Partial<PayerSignature> = {}, seed = PAYER_SEED): PayerSignature {
  const { cumulativeNanoton, validUntil } = { ...due, ...change };
  const epoch = change.epoch ?? 1;
  const voucher = chargeVoucher({
    globalId: signer.globalId,
    escrow: Address.parseRaw(escrow.state.address),
    epoch,
    cumulativeNanoton: parseNanoton(cumulativeNanoton),
    validUntil,
  });
  return { epoch, cumulativeNanoton, validUntil, payerSignature: toHex(signVoucher(voucher, seed)) };
}

describe("what a payer key is to sign", () => {
  it("is what settled jobs came to, signed by the proxy and stored before it is shown", async () => {
    expect(await desk.show(escrow.accountId)).toEqual({
      escrow: escrow.state.address,
      globalId: -217,
      epoch: 1,
      last: null,
      due: null,
    });
    await spends(100n);
    await spends(28n);
    const due = await dueNow();
    expect(due.cumulativeNanoton).toBe("128");
    const stored = await latestVoucher(database, { escrow: escrow.state.address, epoch: 1 });
    expect(stored && toHex(stored.proxySignature)).toBe(due.proxySignature);
    expect(await dueNow()).toEqual(due);
  });

  it("counts on what the escrow was charged in this epoch", async () => {
    await spends(100n);
    const { state } = escrow;
    await tellOf(database, {
      ...state,
      chargedNanoton: nanoton(64n),
      chargedTotalNanoton: nanoton(64n),
      balanceNanoton: nanoton(state.balanceNanoton - 64n),
    });
    expect((await dueNow()).cumulativeNanoton).toBe("100");
  });

  it("is nothing once it is signed, until more is spent", async () => {
    await spends(100n);
    const due = await dueNow();
    const { last, due: after } = await desk.accept(escrow.accountId, signed(due));
    expect(after).toBeNull();
    expect(last).toEqual({
      cumulativeNanoton: "100",
      validUntil: due.validUntil,
      payerSignature: signed(due).payerSignature,
    });
    await spends(28n);
    expect((await dueNow()).cumulativeNanoton).toBe("128");
    expect((await desk.show(escrow.accountId)).last?.cumulativeNanoton).toBe("100");
  });

  it("is asked for again before it runs out", async () => {
    await spends(100n);
    const due = await dueNow();
    await desk.accept(escrow.accountId, signed(due));
    nowMs += 6.5 * 86_400_000;
    const again = await dueNow();
    expect(again.cumulativeNanoton).toBe("100");
    expect(again.validUntil).toBeGreaterThan(due.validUntil);
  });

  it.each([
    ["without a key", { payerKey: null }, null],
    [
      "with a key that is pending",
      { payerKey: null, pendingPayerKey: PAYER_KEY, pendingAt: 4_000_000_000 },
      "100",
    ],
  ])("of an escrow %s: %j", async (_what, guards, cumulative) => {
    escrow = await testEscrow(database, guards);
    await spends(100n);
    expect((await desk.show(escrow.accountId)).due?.cumulativeNanoton ?? null).toBe(cumulative);
  });

  it("is by the new key from the moment on at which it counts", async () => {
    const pendingAt = Math.floor(nowMs / 1000) + 3_600;
    escrow = await testEscrow(database, { payerKey: "44".repeat(32), pendingPayerKey: PAYER_KEY, pendingAt });
    await spends(100n);
    const due = await dueNow();
    const accepting = () => desk.accept(escrow.accountId, signed(due));
    await expect(accepting()).rejects.toMatchObject({ code: "signature_invalid" });
    nowMs = pendingAt * 1000;
    expect((await accepting()).last?.cumulativeNanoton).toBe("100");
  });

  it("is nowhere without a treasury or an escrow", async () => {
    const none = new VoucherDesk({ database, signer: null, now: Date.now });
    await expect(none.show(escrow.accountId)).rejects.toMatchObject({ code: "not_offered" });
    const nobody = "00000000-0000-0000-0000-0000000000ff";
    await expect(desk.show(nobody)).rejects.toMatchObject({ code: "wallet_required" });
  });
});

describe("a payer's signature", () => {
  it.each<[string, (due: DueVoucher) => PayerSignature]>([
    ["by another key", (due) => signed(due, {}, new Uint8Array(32).fill(1))],
    ["over a higher amount", (due) => signed(due, { cumulativeNanoton: "101" })],
    ["over a lower amount", (due) => signed(due, { cumulativeNanoton: "99" })],
    ["for longer", (due) => signed(due, { validUntil: due.validUntil + 1 })],
    ["of another epoch", (due) => signed(due, { epoch: 2 })],
    ["over other bytes than it says", (due) => ({ ...signed(due), validUntil: due.validUntil + 1 })],
    [
      "with a bit changed",
      (due) => {
        const signature = fromHex(signed(due).payerSignature);
        signature[7] = (signature[7] ?? 0) ^ 1;
        return { ...signed(due), payerSignature: toHex(signature) };
      },
    ],
  ])("%s is refused, and nothing is kept of it", async (_what, forge) => {
    await spends(100n);
    const due = await dueNow();
    await expect(desk.accept(escrow.accountId, forge(due))).rejects.toMatchObject({
      code: "signature_invalid",
    });
    expect((await desk.show(escrow.accountId)).last).toBeNull();
  });

  it("may come again, also when it was sent to the chain since", async () => {
    await spends(100n);
    const due = await dueNow();
    await desk.accept(escrow.accountId, signed(due));
    await markVoucherSent(database, {
      escrow: escrow.state.address,
      epoch: 1,
      kind: "charge",
      cumulativeNanoton: nanoton(100n),
    });
    expect((await desk.accept(escrow.accountId, signed(due))).last?.cumulativeNanoton).toBe("100");
    const { state } = escrow;
    await tellOf(database, {
      ...state,
      chargedNanoton: nanoton(100n),
      chargedTotalNanoton: nanoton(100n),
      balanceNanoton: nanoton(state.balanceNanoton - 100n),
    });
    expect((await desk.accept(escrow.accountId, signed(due))).last?.cumulativeNanoton).toBe("100");
  });
});

describe("a job on an escrow with a payer key", () => {
  const asks = async (terms: Parameters<typeof admit>[2] = {}) =>
    (await admit(database, newJob(), terms)).kind;

  it("is admitted while nothing else is open, and then awaits a signature", async () => {
    await spends(100n);
    expect(await asks()).toBe("signature_due");
    await desk.accept(escrow.accountId, signed(await dueNow()));
    expect(await asks()).toBe("admitted");
    expect(await asks()).toBe("signature_due");
  });

  it("may be one of several under a higher limit", async () => {
    const limit = { unsignedLimitNanoton: nanoton(2_200n) };
    await spends(100n);
    expect(await asks(limit)).toBe("admitted");
    expect(await asks(limit)).toBe("admitted");
    expect(await asks(limit)).toBe("signature_due");
  });

  it("is not one of a bot or an API key", async () => {
    expect(await asks({ bearer: true })).toBe("payer_key_required");
  });
});
