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
  MESSAGES: 4n,
  MINIMUM_TOP_UP: 100000000n,
  NEVER: 4294967295n,
  NOTICE_SECONDS: 86400n,
  STORAGE_RESERVE: 20000000n,
  TAG_CHARGE: 1128810289n,
  TAG_CLOSE: 1129075505n,
  TAG_PAYOUT: 1464877361n,
} as const;

export const codeHash = "217f8ea0105e693d1c8b14dde94279073beb96e5978e201d0ff91ab686c45cc9";

export const codeBoc =
  "te6ccgECGAEABjoAART/APSkE/S88sgLAQIBYgIDAgLNBAUAJaBeK9qJoegJ6An0kfSRpj+n/6MD9ddtF2/fxIyXgCcHaiaHoCegJ9JH0kaY/rhf+SkDdNGDgqOAAqOABCD8cJaGmP/QB9AGmP/QB9AH0AaY/o8TgpgEGDFfxJKwprlhBwMABKcYepOdB8E7eIEUEEmJaAUCxQQLeqOHwbOUCBkDh8HFUA0FBfeXA4hWRlj5VAYHCAIBSBQVAv4zNVcSVxL4IyS58uBuERH6ANMfgwjXGPQF+CMju/LgasjPkQ0hHMb4Nc8KH/goAfpSLs8LHyT6AhPLH/kWL/LgZ1ICL/kQ8uBoUzNWE26OI1tWEdD6ANP/9ATRIG6RMI4R0PoA0//TH9H4I7uSbCKRW+Li3yDDAJMTXwPjDVIaCQoDrtcsIOBgAIyPO9csIOBgAJyOrdcsIOBgAKSOHzRXE1cTAdcLP1YRL8cF8uBlBIQfuvLgbvgjggFRgKDjDgQREOMNERAG4w0GERIGBhERBhCaEHkQNwZQMwsMDQD8+gJQCfoCJs8LH1AH+gJQA/oCAfoCyx/JIMj0AFKw9ABSoPpSUpD6UijPCx8Xy//J7VQjgwa6mwSCCTEtAKCAEPsCkTTiyM+QcDAABiT6AhrLHxnLHxTLHxjLPxP6UhX6UswS9ADJyM+FiBL6UlAD+gJxzwtqEszJAYAQsfsAACYjbvLQaQPQgwjXGNFQA/kQ8uBpAGChIMIA8uBrUwq78uBs+COCAVGAqQRTkL2WODhUQRcIkTDiUXegUgq78uBtUZahgEAD8NcsIOBgAKyOojQ0VxJXEtcLP/gjJL7y4G8QehBpEFgQShA5SKnbPFPg8AWPMtcsIOBgALSOn9csIOBgACyZNFcTVxMB1ws/4w5QuhA5UIcQNlBERRXjDQsREgsLEREL4hERERIREQsREQsQixB6EGkQWBBHEDZAVRIODwGsNFcTVxMB0z/6ANcL/1YTVhHHBfLgZSaEH7ry4G5TRFYUbpJXFI4mWxES0PoA0//0BNEgbpEwjhHQ+gDT/9Mf0fgju5JsIpFb4uIREwHiAxETVBIt2zwTAfo0VxNXEwHTP/oA0wABmPoA1wv/gQCBlDBtbSXiI4IQBfXhAL7y4HDDAFYVVhPHBbCOu1NVVhVuklcVjiZbERPQ+gDT//QE0SBukTCOEdD6ANP/0x/R+CO7kmwikVvi4hEUAeIDERRUEi7bPBERkVviJYQfuvLgblG7oFB7oBMB/NcsIOBgACSOU1DvXw04JMcF8uBmBoIJMS0AoHL7AgXTH9P/0z/6SDDIz4UI+lKCENUydtvPC47LP8mBAIL7AFIXvI4SBMj0ABP0APpS+lLLH8v/ye1Ukl8G4tsx4DBXExETxwDy4HL4l4IQBfXhAL7y4HD4lyuCCTEtAKD4JxACuDVXE1cTAvoA0x+DCNcY9AX4IyO78uBqyM+RDTFMxvg1zwof+CgB+lIvzwsfJPoCE8sf+RZWEPLgZ1ICVhD5EPLgaFMrvJJfA+MNEHoQaRBYEEoQOUip2zxT4PAFERIAUm8QIqGhI7YJoYFvVCP4NnKBAyAl+DiqAaChJYQfuvLgblG7oFB7oFBmAPQ1UyJWE26OI1tWEdD6ANP/9ATRIG6RMI4R0PoA0//TH9H4I7uSbCKRW+Li3yDDAI4TIm7y0GkC0IMI1xjRRgb5EPLgaZMwNTDiUgqhIMIA8uBrUwq78uBs+COCAVGAqQRTkL2VODhSBwiRMOJRd6BSBLvy4G1RlqFGGQAeMDQFpHBRRaBUFgQGhB8BAKQihD678uBzwAAkwACxnWwibchQA/oCy//0AMngUTG2CSPAAHBYBOMEUyG6UxS6sJMxMm2OEvgjggFRgKDIUAP6AhTL/8sfyeLIWPoCEsv/9ADJAQEgFgEBIBcA9NMfMdcsIOBgAAzyv/oA0x/XCx8iwgCOX+1E0PQEASBumjBwVHAAVHAAhB+OEtDTH/oA+gDTH/oA+gD6ANMf0eJRa6BRp7qUUUqhBN5Rg7qSCaGROeIEyMsfUAf6AgH6AhXLHwH6AlAE+gIB+gLLH8nI9ADOye1U4F8DADQgwgCOE8jPhQgS+lIB+gJwzwtqyYAR+wDgWw==";
