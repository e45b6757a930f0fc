// Generated from worker-payout/*.tolk by `npm run generate -w contracts`.

export const opcodes = {
  Claim: 0x1c0c0031,
  EscrowNotify: 0x1c0c0001,
  Excess: 0xd53276db,
  KeysRequest: 0x1c0c0003,
  PayWorker: 0x1c0c0002,
  SetKeys: 0x1c0c0004,
  SyncKeys: 0x1c0c0005,
} as const;

export const errors = {
  PAYOUT_BAD_SIGNATURE: 303,
  PAYOUT_NOT_NEWER: 304,
  PAYOUT_NOT_TREASURY: 301,
  PAYOUT_NO_KEY: 302,
  PAYOUT_UNKNOWN_MESSAGE: 306,
  PAYOUT_VALUE_TOO_LOW: 305,
} as const;

export const reasons = {
  301: "Only the treasury may send this.",
  302: "The treasury has not yet said which key signs payouts: send SyncKeys first.",
  303: "The signature is not of the payout key over this voucher.",
  304: "The voucher pays no more than was paid already.",
  305: "The value does not pay for what it asks.",
  306: "No message of this contract.",
} as const;

export const constants = {
  BITS_OF_PAY_WORKER: 800n,
  GAS_OF_CLAIM: 5000n,
  GAS_OF_PAY_WORKER: 8000n,
  STORAGE_RESERVE: 20000000n,
  TAG_CHARGE: 1128810289n,
  TAG_CLOSE: 1129075505n,
  TAG_PAYOUT: 1464877361n,
} as const;

export const codeHash = "59b84075540c6eac96d007cd1dd86620ef8c1fd393666a5a63b7db84a25c8a4d";

export const codeBoc =
  "te6ccgECCAEAAdgAART/APSkE/S88sgLAQIBYgIDA8zQ+JGOMtMfMe1E0PpI+kjTH9P/+gDRBdcsIOBgABTyv/oAMBWhA8j6UhL6UssfEsv/AfoCye1U4O1E0PpI+kjTH9P/+gDRBdcsIOBgAYzjAjHXLCDgYAAs4wLXLCDgYAAk4wLywTIEBQYAIaBeK9qJofSR9JGmP6f/9AGjAfwi8uEu0z/6AIMI1xlSGKEgwgDy4TDIz5FdQQTG+DXPCh/4KAH6UiL6AvkWVBCE+RDy4S8lyPpSUlD6UiTPCx8Ty/9Y+gLJ7VT4kvgnbxCCCTEtAIEyyHD4NnGBAyBw+DigcFMA+DinA6CgvvLhMYIJMS0AgBD7AsjPkHAwAAoHAKJbMviS+CdvEIIJMS0AgTLIcPg2cYEDIHD4OKBwUwD4OKcDoKC+8uExggkxLQCAEPsCyM+QcDAADhP6UhL6UsnIz4WIEvpScc8LbszJgQCQ+wAAnviSJMcF8uEt0x/T/9M/+kgwUjW8jhQFyPpSFPpSyx8Sy/9QA/oCye1UAZQ2W2wh4oIJMS0AcvsCyM+FCPpSghDVMnbbzwuOyz/JgQCC+wAAQlAG+gISyx/LP/pSEvpSycjPhYgS+lJxzwtuzMmBAJD7AA==";
