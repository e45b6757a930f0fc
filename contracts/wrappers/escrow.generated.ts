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
  GAS_OF_OPERATION: 11000n,
  GAS_OF_SET_KEYS: 4000n,
  HIGHEST_LIMIT: 9223372036854775807n,
  MESSAGES: 4n,
  MINIMUM_TOP_UP: 100000000n,
  NOTICE_SECONDS: 86400n,
  STORAGE_RESERVE: 20000000n,
  TAG_CHARGE: 1128810289n,
  TAG_CLOSE: 1129075505n,
  TAG_PAYOUT: 1464877361n,
} as const;

export const codeHash = "05c4e7aee0abfc7b8a5f0b629f35054241a3115b59dfb491b7e8fa57015cd58c";

export const codeBoc =
  "te6ccgECFQEABfYAART/APSkE/S88sgLAQIBYgIDAgLOBAUAJaBeK9qJoegJ6An0kfSRpj+n/6MD9U7aLt+/iRkvAD4O1E0PQE9AT6SPpI0x/XC/8lIG6ZMHBUcABUcAAgjhLQ0x/6APoA0x/6APoA+gDTH9HicFRwCPiSVhPXLCDgYACU4w8mVhKg+CdvECKCCTEtAKBYoIFV8HD4NnKBAyBw+DiqAaCgvvLgcQrIyx8q+gKAYHCAIBIBMUAfwzNFcRVxERENM/+gDTH4MI1xj0BSbAAPgjKLmx8uBu+CMju/LgasjPkQ0hHMb4Nc8KH/goAfpSLs8LHyT6AhPLH/kWL/LgZ1ICL/kQ8uBoVhMgVhNujiNbVhHQ+gDT//QE0SBukTCOEdD6ANP/0x/R+CO7kmwikVvi4t8gwwAJAvLXLCDgYACMjt/XLCDgYACcjlIzVxJXEtM/+gDXC/9WElYQxwXy4GUl8tBuUzNWE26SVxOOJlsREdD6ANP/9ATRIG6RMI4R0PoA0//TH9H4I7uSbCKRW+LiERIB4gMRElQSLPAC4w4PBeMNARERAQEREAEQiRBoRlUCCgsB/lAJ+gImzwsfUAf6AlAD+gIB+gLLH8kgyPQAUrD0AFKg+lJSkPpSKM8LHxfL/8ntVCvCAI4VyM+FCFKA+lJQDPoCcM8LasmAEfsAkTviA4IJMS0AoIAQ+wLIz5BwMAAGUAr6AhjLH8sfEssfFcs/+lIU+lISzPQAycjPhYgS+lISAJSOEyNu8tBpA9CDCNcY0VAD+RDy4GmTE18D4lIaoSDCAPLga1MKu/LgbPgjggFRgKkEU5C9ljg4VhEHCJEw4lF3oFIKu/LgbVGWoQPu1ywg4GAApI9q1ywg4GAArI4gMzM5VxBXEA7XCz8hwwD4IyO+bBOw8uBvB6QtUSegUyKPL9csIOBgALSOotcsIOBgACyYM1cSVxLXCz/jDhEQEREREAIREAJKGEQUUJPjDRCK4ggREQgIERAIEDoZEEgQJOMNAw8MDQ4A8jNXElcS0z/6ANMAAZj6ANcL/4EAgZQwbW0k4iOCEAX14QC+8uBwwwBWFFYSxwWwjjtTRFYUbpJXFI4mWxES0PoA0//0BNEgbpEwjhHQ+gDT/9Mf0fgju5JsIpFb4uIREwHiAxETVBIt8AIREJFb4iTy0G5RqqBQaqAB/tcsIOBgACSOVFDtXww4URTHBfLgZgaCCTEtAKBy+wIF0x/T/9M/+kgwyM+FCPpSghDVMnbbzwuOyz/JgQCC+wBSF7yOEgTI9AAT9AD6UvpSyx/L/8ntVJJfBuLbMeAwVxIREscA8uBy+JeCEAX14QC+8uBw+JcqggkxLQCg+CcPAaozMzRXEFcQDtM/+gDTH4MI1xj0BfgjI7vy4GrIz5ENMUzG+DXPCh/4KAH6Ui3PCx8k+gITyx/5Fi7y4GdSAi75EPLgaFMpvJNfAzbjDQekcFEnoFMiEAA2M1cSVxLXCz9WEC7HBfLgZQPy0G74I4IBUYCgAEpvECKhoSK2CaGBVfAi+DZygQMgJPg4qgGgoSTy0G5RqqBQaqAFAf5XEXAgVhFujiJbL9D6ANP/9ATRIG6RMI4R0PoA0//TH9H4I7uSbCKRW+Li3yDDAI4YIm7y0GkC0IMI1xjRAhESAgEREvkQ8uBplDBXETDiUgihNybCAPLga1Nnu/LgbPgjggFRgKkEU2C9kzZwNZEw4lFGoFIPu/LgbVFloRBdEQAGBhA1ABZxzwtuzMmBAJD7AAClCKEPrvy4HPAACTAALGdbCJtyFAD+gLL//QAyeBRMbYJI8AAcFgE4wRTIbpTFLqwkzEybY4S+COCAVGAoMhQA/oCFMv/yx/J4shY+gISy//0AMmAA8TTHzHXLCDgYAAM8r/6ANMf1wsfIsAAkl8D4O1E0PQEASBumTBwVHAAVHAAII4S0NMf+gD6ANMf+gD6APoA0x/R4lFroFGnupRRSqEE3lGDupIJoZE54gTIyx9QB/oCAfoCFcsfAfoCUAT6AgH6Assfycj0AM7J7VSA=";
