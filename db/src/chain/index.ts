export {
  applyChainEvent,
  type ChainCursor,
  chainCursor,
  type ChainEffect,
  type ChainEvent,
  type EscrowState,
} from "./apply.ts";
export {
  type Escrow,
  escrowAt,
  escrowOf,
  escrowsAfter,
  escrowsToCharge,
  freezeEscrow,
  type Frozen,
  type OwingEscrow,
  owingOf,
  withGuardsAt,
} from "./escrows.ts";
export {
  adoptCharges,
  chargedUnknown,
  closesToSign,
  closesUndecided,
  cosignedVouchers,
  sendableVouchers,
} from "./outbox.ts";
export {
  batchPayouts,
  duePayouts,
  markBatchSent,
  openBatches,
  owedToWorkers,
  type Payout,
  type PayoutOwner,
  payoutOwner,
  payoutsOfBatch,
  requestPayNow,
  setPayoutThreshold,
} from "./payouts.ts";
export { addPayout, paidToOwners, promisedPayouts, showPayout } from "./promises.ts";
export {
  addPayerSignature,
  expireCharge,
  expireVouchers,
  latestVoucher,
  markVoucherSent,
  openVouchers,
  saveVoucher,
  type Voucher,
  type VoucherKey,
} from "./vouchers.ts";
