// Generated from client-escrow/*.tolk by `npm run generate -w contracts`.

export const opcodes = {
  EscrowNotify: 0x1c0c0001,
  Excess: 0xd53276db,
  FinalizeClose: 0x1c0c0015,
  GrantClose: 0x1c0c0016,
  KeysRequest: 0x1c0c0003,
  PayWorker: 0x1c0c0002,
  RequestClose: 0x1c0c0014,
  SetGuards: 0x1c0c0013,
  SetKeys: 0x1c0c0004,
  SignedCharge: 0x1c0c0012,
  SyncKeys: 0x1c0c0005,
  TopUp: 0x1c0c0011,
} as const;

export const errors = {
  ABOVE_BALANCE: 108,
  ABOVE_DAILY_LIMIT: 109,
  BAD_PAYER_SIGNATURE: 105,
  BAD_SIGNATURE: 104,
  CLOSING: 110,
  EXPIRED: 106,
  LIMIT_TOO_HIGH: 115,
  NOT_CLOSABLE: 111,
  NOT_NEWER: 107,
  NOT_OWNER: 101,
  NOT_TREASURY: 102,
  NO_KEY: 103,
  TOP_UP_TOO_SMALL: 112,
  UNKNOWN_MESSAGE: 114,
  VALUE_TOO_LOW: 113,
} as const;

export const reasons = {
  101: "Only the owner may ask this.",
  102: "Only the treasury may send this.",
  103: "The treasury has not yet said which key signs charges.",
  104: "The signature is not of the charge key over this voucher.",
  105: "The payer key's signature is missing or is not over this voucher.",
  106: "The voucher's time is over.",
  107: "The voucher charges no more than was charged already.",
  108: "The charge is above the deposit.",
  109: "The charge is above what today's limit leaves.",
  110: "The deposit is being closed.",
  111: "No close was requested, or its 24 hours are not over.",
  112: "A deposit is at least 0.1 TON.",
  113: "The value does not pay for what it asks.",
  114: "No message of this contract.",
  115: "A limit is at most 2^63 - 1.",
} as const;

export const constants = {
  BITS_OF_MESSAGE: 800n,
  CELLS_OF_MESSAGE: 2n,
  DAY_SECONDS: 86400n,
  GAS_OF_NOTIFY: 7000n,
  GAS_OF_OPERATION: 15000n,
  GAS_OF_SET_KEYS: 6500n,
  HIGHEST_LIMIT: 9223372036854775807n,
  MESSAGES: 3n,
  MINIMUM_TOP_UP: 100000000n,
  NEVER: 4294967295n,
  NOTICE_SECONDS: 86400n,
  STORAGE_RESERVE: 20000000n,
  TAG_CHARGE: 1128810289n,
  TAG_CLOSE: 1129075505n,
  TAG_PAYOUT: 1464877361n,
} as const;

export const codeHash = "69ab285413e4a89127d230d2776d8baf08e09a85cd35d52c024a5c7192dc7bbd";

export const codeBoc =
  "te6ccgECHAEABvgAART/APSkE/S88sgLAQIBYgIDAgLNBAUAJaBeK9qJoegJ6An0kfSRpj+n/6MD99dtF2/fxIyXgC8HaiaHoCegJ9JH0kaY/rhf+SkDdNGDgqOAAqOABCD8cJaGmP/QB9AGmP/QB9AH0AaY/o8TgpgEGDFfxJKwprlhBwMABKcYeF5GWPkP0BKAV9ARPnhY+oBH0BKAJ9ASx9AWWP5JBkegApYHoAKVh9KSlQQGBwgCASAYGQP8MzVXElcS+JeBb1Qi+DZygQMgJPg4pwOgvvLgcfgjJLny4G4REfoA0x+DCNcY9AX4IyO78uBqyM+RDSEcxvg1zwof+CgB+lIuzwsfJPoCE8sf+RYv8uBnUgIv+RDy4GhTM1YTbuMBIMMAkxNfA+MNUhqhIMIA8uBrUwq78uBsCQoLA+TXLCDgYACMj1M0VxNXE/iXEIwQexBqEFkQTBA7SpDbPAnTP/oA0wABmPoA1wv/gQCBlDBtbS3iI4IQBfXhAL7y4HDDAFYVVhPHBbCRW+MNKoQfuvLgblF3oFA3oOMOAhESAgIREQIQexBaEDkQSFBWVQMWDA0A+vpSKc8LHxjL/8ntVCWDBrqOMFIUoPgnbxAlggkxLQCgWKCBb1Rw+DZygQMgcPg4pwOgoL7y4HEDggkxLQCggBD7ApIzM+LIz5BwMAAGI/oCGssfGcsfFMsfGMs/E/pSFfpSzBL0AMnIz4WIEvpSWPoCcc8LaszJAYAQsfsAAEZbVhHQ+gDT//QE0SBukTCOEdD6ANP/0x/R+CO7kmwikVvi4gAmI27y0GkD0IMI1xjRUAP5EPLgaQBG+COCAVGAqQRTkL2WODhUQRcIkTDiUXegUgq78uBtUZahgEABdlPdVhVuklcVjiZbERPQ+gDT//QE0SBukTCOEdD6ANP/0x/R+CO7kmwikVvi4hEUAeIDERRUEirbPBERFwOa1ywg4GAAnI8/1ywg4GAApI6xNFcTVxP4lxCMEHsQahBZEEwQO0qQ2zwJ1ws/VhEvxwXy4GUJhB+68uBu+COCAVGAoOMOCREQ4w0REAIWDg8DhtcsIOBgAKyPKjQ0VxJXEviXEIsQehBpEFsQShA5S6DbPAnXCz/4Iyq+8uBvCds8UuDwBuMOEREREhERCxERCxCbVZAWFRAC0DRXE1cT+JcQjBB7EGoQWRBMEDtKkNs8CdM/+gDXC/9WE1YRxwXy4GUrhB+68uBuU8xWFG6SVxSOJlsREtD6ANP/9ATRIG6RMI4R0PoA0//TH9H4I7uSbCKRW+LiERMB4gMRE1QSKds8FhcDhNcsIOBgALSPK9csIOBgACyOmzRXE1cT+JcQjBB7EGoQWRBMEDtKkNs8CdcLP+MOEIoJVQfjDQoREgoKEREKEKsQmhYREgH81ywg4GAAJI5eUO9fDTgkxwXy4Gb4J28Q+JehB4IJMS0AoFAHtgly+wIF0x/T/9M/+kgwyM+FCPpSghDVMnbbzwuOyz/JgQCC+wBSF7yOEgTI9AAT9AD6UvpSyx/L/8ntVJJfBuLbMeAwVxMRE8cA8uBy+JcQjBB7EGoQWRBMEwPKNVcTVxP4lxCMEHsQahBZEEwQO0qQ2zwK+gDTH4MI1xj0BfgjI7vy4GrIz5ENMUzG+DXPCh/4KAH6UivPCx8k+gITyx/5FlYQ8uBnUgJWEPkQ8uBoUye8kl8D4w1VBgnbPFLg8AYWFBUBjBA7SpDbPPiXghAF9eEAvvLgcPiXJ4IJMS0AoPgnbxAioaErtgmhgW9UK/g2coEDIC34OKcDoKEhhB+68uBuUXegUDegQBkWAPQ9U6pWE26OI1tWEdD6ANP/9ATRIG6RMI4R0PoA0//TH9H4I7uSbCKRW+Li3yDDAI4TIm7y0GkC0IMI1xjRTg75EPLgaZMwPTDiUgahIMIA8uBrUwa78uBs+COCAVGAqQRTUL2VNDQoAwSRMOJRM6BSDLvy4G1RUqFKFQAeMDQFpHBRRaBUFgQGhB8BAED4J28QoiehggkxLQChIIIQBfXhAL6XUXegUDegApEw4gCkIoQ+u/Lgc8AAJMAAsZ1sIm3IUAP6Asv/9ADJ4FExtgkjwABwWATjBFMhulMUurCTMTJtjhL4I4IBUYCgyFAD+gIUy//LH8niyFj6AhLL//QAyQEBWBoBAUgbAPTTHzHXLCDgYAAM8r/6ANMf1wsfIsIAjl/tRND0BAEgbpowcFRwAFRwAIQfjhLQ0x/6APoA0x/6APoA+gDTH9HiUWugUae6lFFKoQTeUYO6kgmhkTniBMjLH1AH+gIB+gIVyx8B+gJQBPoCAfoCyx/JyPQAzsntVOBfAwBMIMAAkltw4MjPhQhSIPpSIfoCcM8LasmAEfsAcFID+kQwQTD4OKA=";
