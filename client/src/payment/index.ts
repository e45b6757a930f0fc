export { EscrowPayer, type NewPayer } from "./escrow-payer.ts";
export type { Payer, PaymentApi } from "./port.ts";
export type { OpenCharge, PayerRecord, SignedVoucher } from "./record.ts";
export { MemoryPayerStore, type PayerStore } from "./store.ts";
export { encodePayerRecord, parsePayerRecord } from "./stored-record.ts";
