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

export const codeHash = "a098477cd1f1205fd0e8190af9109e85a25460a4ea5866e6e125e7182df39d04";

export const codeBoc =
  "te6ccgECCAEAAd8AART/APSkE/S88sgLAQIBYgIDA8zQ+JGOMtMfMe1E0PpI+kjTH9P/+gDRBdcsIOBgABTyv/oAMBWhA8j6UhL6UssfEsv/AfoCye1U4O1E0PpI+kjTH9P/+gDRBdcsIOBgAYzjAjHXLCDgYAAs4wLXLCDgYAAk4wLywTIEBQYAIaBeK9qJofSR9JGmP6f/9AGjAfwi8uEu0z/6AIMI1xlSGKEgwgDy4TDIz5FdQQTG+DXPCh/4KAH6UiL6AvkWVBCE+RDy4S8lyPpSUlD6UiTPCx8Ty/9Y+gLJ7VT4kvgnbxCCCTEtAIEyyHD4NnGBAyBw+DigcFMA+DinA6CgvvLhMYIJMS0AgBD7AsjPkHAwAAoHALAxMwLXCz/4kvgnbxCCCTEtAIEyyHD4NnGBAyBw+DigcFMA+DinA6CgvvLhMYIJMS0AgBD7AsjPkHAwAA4Syz8T+lIS+lLJyM+FiBL6UnHPC27MyYEAkPsAAJ74kiTHBfLhLdMf0//TP/pIMFI1vI4UBcj6UhT6UssfEsv/UAP6AsntVAGUNltsIeKCCTEtAHL7AsjPhQj6UoIQ1TJ2288Ljss/yYEAgvsAAEJQBvoCEssfyz/6UhL6UsnIz4WIEvpScc8LbszJgQCQ+wA=";
