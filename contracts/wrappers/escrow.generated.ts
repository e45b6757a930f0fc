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
  GAS_OF_OPERATION: 14000n,
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

export const codeHash = "09c9e26759386095f90bfaa891dc697a47b63ff1a1d6aa7774b32599c2147289";

export const codeBoc =
  "te6ccgECGQEABg0AART/APSkE/S88sgLAQIBYgIDAgLNBAUAJaBeK9qJoegJ6An0kfSRpj+n/6ME99dtF2/fxIyXgCcHaiaHoCegJ9JH0kaY/rhf+SkDdNGDgqOAAqOABCD8cJaGmP/QB9AGmP/QB9AH0AaY/o8TgqOAR8SSsJ65YQcDAASkeMa5YQcDAARnGHgIiIgICIiACIRIg0IyqBcYapMAiJUHwTt4grCUEEmJaAUCxQQGBwgJAgFIFhcB+DNXElcS0z/6ANMAAZj6ANcL/4EAgZQwbW0k4iOCEAX14QC+8uBwwwBWFFYSxwWwjrtTRFYUbpJXFI4mWxES0PoA0//0BNEgbpEwjhHQ+gDT/9Mf0fgju5JsIpFb4uIREwHiAxETVBIt2zwREJFb4iSEH7ry4G5RqqBQaqARA+TXLCDgYACcj2XXLCDgYACkjh4zVxJXEtcLP1YQLscF8uBlA4QfuvLgbvgjggFRgKCPOdcsIOBgAKyOmjMzVxFXEREQ1ws/+CMjvvLgb1Vx2zxT0PAF4w4REBERERAQihB5EGgQVxBGEDVEAOIDD+MNDwUNCgsD/jM0VxFXEREQ0z/6ANMfgwjXGPQF+CMnufLgbvgjI7vy4GrIz5ENIRzG+DXPCh/4KAH6Ui7PCx8k+gITyx/5Fi/y4GdSAi/5EPLgaFYTIFYTbo4jW1YR0PoA0//0BNEgbpEwjhHQ+gDT/9Mf0fgju5JsIpFb4uLfIMMA4w9SGqESExQB/IFrbHD4NnKBAyBw+DiqAaCgvvLgcQnIyx9WEPoCUAj6AiXPCx9QBvoCWPoCAfoCE8sfySDI9ABSoPQAUpD6UlKA+lInzwsfFsv/ye1UCoIJMS0AoIAQ+wLIz5BwMAAGAfoCGMsfGMsfEssfFss/+lIT+lITzBL0AMnIz4WIEhUE/tcsIOBgALSPVDMzVxFXEREQ0z/6ANMfgwjXGPQF+CMju/LgasjPkQ0xTMb4Nc8KH/goAfpSLs8LHyT6AhPLH/kWL/LgZ1ICL/kQ8uBoUyq8kl8D4w1Vcds8U9DwBY6g1ywg4GAALJgzVxJXEtcLP+MOERAREREQShlIF0YVRDMMDQ4PAaozVxJXEtM/+gDXC/9WElYQxwXy4GUlhB+68uBuUzNWE26SVxOOJlsREdD6ANP/9ATRIG6RMI4R0PoA0//TH9H4I7uSbCKRW+LiERIB4gMRElQSLNs8EQDwNHAgVhJujiNbVhDQ+gDT//QE0SBukTCOEdD6ANP/0x/R+CO7kmwikVvi4t8gwwCOEyJu8tBpAtCDCNcY0UUF+RDy4GmTMDQw4lIJoSDCAPLga1MJu/LgbPgjggFRgKkEU4C9kzhwN5Ew4lFmoFIDu/LgbVGFoVBYAB4wNAWkcFFFoFQWBAaEHwEB/tcsIOBgACSOVFDtXww4URTHBfLgZgaCCTEtAKBy+wIF0x/T/9M/+kgwyM+FCPpSghDVMnbbzwuOyz/JgQCC+wBSF7yOEgTI9AAT9AD6UvpSyx/L/8ntVJJfBuLbMeAwVxIREscA8uBy+JeCEAX14QC+8uBw+JcqggkxLQCg+CcQAALiAFBvECKhoSK2CaGBa2wi+DZygQMgJPg4qgGgoSSEH7ry4G5RqqBQaqAFAKQihD678uBzwAAkwACxnWwibchQA/oCy//0AMngUTG2CSPAAHBYBOMEUyG6UxS6sJMxMm2OEvgjggFRgKDIUAP6AhTL/8sfyeLIWPoCEsv/9ADJACYjbvLQaQPQgwjXGNFQA/kQ8uBpAAYTXwMAWiDCAPLga1MKu/LgbPgjggFRgKkEU5C9ljg4VhEHCJEw4lF3oFIKu/LgbVGWoQAa+lJxzwtuzMmBAJD7AADzNMfMdcsIOBgAAzyv/oA0x/XCx8iwACSXwPg7UTQ9AQBIG6aMHBUcABUcACEH44S0NMf+gD6ANMf+gD6APoA0x/R4lFroFGnupRRSqEE3lGDupIJoZE54gTIyx9QB/oCAfoCFcsfAfoCUAT6AgH6Assfycj0AM7J7VSABASAYADQgwgCOE8jPhQgS+lIB+gJwzwtqyYAR+wDgWw==";
