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
  BITS_OF_NOTIFY: 2300n,
  BITS_OF_SET_KEYS: 700n,
  CELLS_OF_BOTH: 5n,
  DAY_SECONDS: 86400n,
  GAS_OF_NOTIFY: 7000n,
  GAS_OF_OPERATION: 11000n,
  GAS_OF_SET_KEYS: 4000n,
  HIGHEST_LIMIT: 9223372036854775807n,
  MINIMUM_TOP_UP: 100000000n,
  NOTICE_SECONDS: 86400n,
  STORAGE_RESERVE: 20000000n,
  TAG_CHARGE: 1128810289n,
  TAG_CLOSE: 1129075505n,
  TAG_PAYOUT: 1464877361n,
} as const;

export const codeHash = "f4bdd3ae00799df74efdf403d40ec552157da23745aa4e741324f220bf2f39e1";

export const codeBoc =
  "te6ccgECGQEABTMAART/APSkE/S88sgLAQIBYgIDAgLNBAUAJaBeK9qJoegJ6An0kfSRpj+n/6MCASAGBwIBIBUWAgEgCAkCASATFALxO2i7fv4kZLwBeDtRND0BPQE+kj6SNMf1wv/JfABcFRwCPiSVhPHAI5FVxJXEviXghAF9eEAvvLgcPiXKoIJMS0AoPgnbxAioaEitgmhgVXwIvg2dYELuCT4OKBUciL4OKcDoKEk8tBuUaqgUGqg4w5TIaD4J28QK4AoLAD8IG6ZMHBUcABUcAAg4NDTH/oA+gDTH/oA+gD6ANMf0YAGuMhES1ywg4GAAjI5JVxERENM/+gDTAAGY+gDXC/+BAIGUMG1tJOIjghAF9eEAvvLgcMMAVhRWEscFsJ0REvACQAMREy3wAxEQkVviJPLQblGqoFBqoOMODAH+ggkxLQCgWKCBVfBw+DZ1gQu4cPg4oHBTAPg4pwOgoL7y4HEKyMsfKfoCUAj6AibPCx9QBfoCUAj6AgH6AhbLH8kgyPQAUrD0AFKg+lJSkPpSKM8LHxfL/8ntVCLCAI4VyM+FCFKA+lJQA/oCcM8LasmAEfsAkTLiAoIJMS0AoBID/tcsIOBgAJSPaNcsIOBgAJyO2tcsIOBgAKSOGlcRERDXCz9WEC7HBfLgZQPy0G74I4IBUYCgjrLXLCDgYACsjhwyOD8O1ws/IcMA+CMjvmwTsPLgbwekLVEnoFMi4w4IERAIEDoZEEgQJOIDD+MND1WB4w0QihB5EGgQVxBGVRINDg8C+NcsIOBgALSOcTJXENM/+gDTH4MI1xj0BfgjI7vy4GrIz5ENMUzG+DXPCh/4KAH6Ui7PCx8k+gITyx/5Fi/y4GdSAi/5EPLgaFMqvI4fNFYQ8AJFUPAGEJoQihB6EGoQWhBKEDpKCvAEMTVVBpRfAzI24gekcFEnoFMi4w4QEQBGVxERENM/+gDXC/9WElYQxwXy4GUl8tBuERHwAkADERIs8AMAxDNXEAHTP/oA0x+DCNcY9AUmwAD4Iyi5sfLgbvgjI7vy4GrIz5ENIRzG+DXPCh/4KAH6Ui7PCx8k+gITyx/5Fi/y4GdSAi/5EPLgaFYR8AIT8AYQm143EGoQWxBKEDsQKvAEAOzXLCDgYAAsjmFQy18KONcsIOBgACSOT1EUxwXy4GYGggkxLQCgcvsCBdMf0//TP/pIMMjPhQj6UoIQ1TJ2288Ljss/yYEAgvsAUhe8jhIEyPQAE/QA+lL6Ussfy//J7VSSXwbi2zHg8sBy4VcRERDXCz9ImkQTAAgIERAIAG6AEPsCyM+QcDAABgH6AhnLHxjLHxLLHxbLP/pSE/pSE8wS9ADJyM+FiBL6UnHPC27MyYEAkPsAAFk7aLt+yBukzBwIODQ+gDT//QE0SBukTCOEtD6ANP/0x/R+CO7lGwi2zHgW+KAApQihD678uBzwAAkwACxnWwibchQA/oCy//0AMngUTG2CSPAAHBYBOMEUyG6UxS6sJMxMm2OEvgjggFRgKDIUAP6AhTL/8sfyeLIWPoCEsv/9ADJgAgEgFxgAM0IMAAkl8D4CFu8tBpAdCDCNcY0QH5EPLgaYAGEUhihIMIA8uBrUwi78uBs+COCAVGAqQRTcL2TN3A2kTDiUVWgUgi78uBtUXShBwYEgALM0x8x1ywg4GAADPK/+gDTH9cLHyLAAJJfA+DtRND0BAHwAVFroFGnupRRSqEE3lGDupIJoZE54gTIyx9QB/oCAfoCFcsfAfoCUAT6AgH6Assfycj0AM7J7VSA=";
