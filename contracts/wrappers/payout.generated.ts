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
  BITS_OF_MESSAGE: 800n,
  CELLS_OF_MESSAGE: 1n,
  GAS_OF_CLAIM: 6500n,
  GAS_OF_PAY_WORKER: 8000n,
  MESSAGES: 3n,
  STORAGE_RESERVE: 20000000n,
  TAG_CHARGE: 1128810289n,
  TAG_CLOSE: 1129075505n,
  TAG_PAYOUT: 1464877361n,
} as const;

export const codeHash = "540b27ec1abe0c18b9bebe342817e2c1cdb7cb6552dd8d743d9955e0a0c41ea9";

export const codeBoc =
  "te6ccgECCAEAAdMAART/APSkE/S88sgLAQIBYgIDA8zQ+JGOMtMfMe1E0PpI+kjTH9P/+gDRBdcsIOBgABTyv/oAMBWhA8j6UhL6UssfEsv/AfoCye1U4O1E0PpI+kjTH9P/+gDRBdcsIOBgAYzjAjHXLCDgYAAs4wLXLCDgYAAk4wLywTIEBQYAIaBeK9qJofSR9JGmP6f/9AGjAf4i8uEu0z/6AIMI1xlSGKEgwgDy4TDIz5FdQQTG+DXPCh/4KAH6UiL6AvkWVBCE+RDy4S8lyPpSUlD6UiTPCx8Ty/9Y+gLJ7VT4kvgnbxCCCTEtAIE4pHD4NnGBAyBw+DinA6CgvvLhMYIJMS0AgBD7AsjPkHAwAApQBvoCEssfBwCkMTMC1ws/+JL4J28QggkxLQCBOKRw+DZxgQMgcPg4pwOgoL7y4TGCCTEtAIAQ+wLIz5BwMAAOEss/E/pSEvpSycjPhYgS+lJxzwtuzMmBAJD7AACe+JIkxwXy4S3TH9P/0z/6SDBSNbyOFAXI+lIU+lLLHxLL/1AD+gLJ7VQBlDZbbCHiggkxLQBy+wLIz4UI+lKCENUydtvPC47LP8mBAIL7AAA0yz/6UhL6UsnIz4WIEvpScc8LbszJgQCQ+wA=";
