import { chargeVoucher, signVoucher, voucherPublicKey } from "@cocoon/contracts/voucher";
import { loadEd25519, Secret, toHex } from "@cocoon/protocol/bytes";
import { nanoton } from "@cocoon/protocol/money";
import { Address } from "@ton/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { chargeHash } from "./charge-hash.ts";
import { payerPublicKey, signCharge } from "./payer-key.ts";

const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const anyCharge = fc.record({
  escrow: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((hash) => `0:${toHex(hash)}`),
  globalId: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  epoch: u32,
  cumulativeNanoton: fc.bigInt({ min: 0n, max: 5_000_000_000_000_000_000n }).map(nanoton),
  validUntil: u32,
});

it("is the hash of the cell that the contract rebuilds, whatever it is over", () => {
  fc.assert(
    fc.property(anyCharge, ({ escrow, globalId, ...charge }) => {
      const cell = chargeVoucher({ ...charge, globalId, escrow: Address.parse(escrow) });
      expect(toHex(chargeHash(escrow, globalId, charge))).toBe(cell.hash().toString("hex"));
    }),
  );
});

it("is signed as the contract verifies it", async () => {
  const ed25519 = await loadEd25519();
  const seed = new Uint8Array(32).fill(7);
  const [escrow, globalId] = [`0:${"ab".repeat(32)}`, -239];
  const charge = { epoch: 3, cumulativeNanoton: nanoton(1_234_567n), validUntil: 1_800_000_000 };
  const cell = chargeVoucher({ ...charge, globalId, escrow: Address.parse(escrow) });
  const record = { escrow, globalId, key: new Secret<Uint8Array>(seed) };
  expect(signCharge(ed25519, record, charge)).toBe(toHex(signVoucher(cell, seed)));
  expect(payerPublicKey(ed25519, record.key)).toBe(toHex(voucherPublicKey(seed)));
});

it("takes no address but a raw one", () => {
  const charge = { epoch: 0, cumulativeNanoton: nanoton(0n), validUntil: 0 };
  expect(() => chargeHash("-1:00", -239, charge)).toThrow(RangeError);
});
