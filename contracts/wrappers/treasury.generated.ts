// Generated from treasury/*.tolk by `npm run generate -w contracts`.

export const opcodes = {
  CancelConfig: 0x1c0c0026,
  CommissionToPool: 0x1c0c0022,
  DrawCommission: 0x1c0c0021,
  EscrowNotify: 0x1c0c0001,
  Excess: 0xd53276db,
  ExecuteConfig: 0x1c0c0025,
  FundPool: 0x1c0c0023,
  KeysRequest: 0x1c0c0003,
  PayWorker: 0x1c0c0002,
  ProposeConfig: 0x1c0c0024,
  SetKeys: 0x1c0c0004,
  SyncKeys: 0x1c0c0005,
} as const;

export const errors = {
  COMMISSION_TOO_HIGH: 207,
  COMMISSION_TOO_SMALL: 206,
  NOT_ESCROW: 202,
  NOT_EXECUTABLE: 208,
  NOT_OPERATOR: 201,
  NOT_PAYOUT: 203,
  POOL_TOO_SMALL: 205,
  STALE_KEYS: 204,
  TREASURY_UNKNOWN_MESSAGE: 210,
  TREASURY_VALUE_TOO_LOW: 209,
} as const;

export const reasons = {
  201: "Only the operator may ask this.",
  202: "The sender is not the escrow of the owner it names.",
  203: "The sender is not the payout contract of the owner it names.",
  204: "Charged or claimed under a key that was replaced.",
  205: "The worker pool does not cover the payment.",
  206: "The commission does not cover the amount.",
  207: "A commission is at most 1 000 000 millionths.",
  208: "There is no proposal, its delay is not over, or it is another one.",
  209: "The value does not pay for what it asks.",
  210: "No message of this contract.",
} as const;

export const constants = {
  CONFIG_DELAY_SECONDS: 172800n,
  GAS_OF_TREASURY: 7000n,
  MILLION: 1000000n,
  STORAGE_RESERVE: 20000000n,
} as const;

export const codeHash = "affe858b4e084b7d441f962699247549ffb1739fff6d1064fb9d56ddd308882f";

export const codeBoc =
  "te6ccgECGQEABeoAART/APSkE/S88sgLAQIBYgIDBG7Q+JGRMODtRNDU0x/6APoA9ATU0QbXLCDgYAAM4wLXLCDgYAAU4wLXLCDgYAAc4wLXLCDgYAEMBAUGBwIBYhUWAv76ANM/MdMf0z/6SPpIMPiSK9DU1DHR+ChtAcj6UhX6Us+QAAAAAnDPC/8U9ADJUAPIz4TQzMz5FsjPigBAy//PUBLHBfLgylEnuiPCAJQQKWwy4w1aoIIJMS0AoHL7Ao4abCHIz4UIEvpSghDVMnbbzwuOyz/JgQCC+wDg+JIDCAkB9voA0x/TP/pI+kgw+JIr0NQx1NH4KFJAyPpS+lLPkAAAAAJwzwv/z4QgyQHIz4TQzMz5FsjPigBAy//PUMcF8uDLUTi68uDMUza78uDNUWOhCMjMF8sfJ/oCJPoCE/QAF8zJ7VTIz4UIE/pSUAX6AnDPC2rJgBH7AFAjoAoA+DH6SPpIMPiSB9DUMdTR+CjI+lIT+lLPkAAAAAJwzwv/z4QgyVjIz4TQzMz5FsjPigBAy//PUBbHBfLgy6CCCTEtAKBy+wL4kgLQ+kgx0/8x0//THzHRyM+QcDAAEhLLH8v/cM8LPxL6UsnIz4WIEvpScc8LbszJgQCC+wAE9uMC1ywg4GABFI5d+JIm0PpI0/8x0/8x0x8x0ccF8uDJ0z/6ADBTA7vy4M5RM6FQQ6D4kgbIzBXLHyT6AiL6AvQAFczJ7VQDoIIJMS0AoHL7AsjPhQj6UoIQ1TJ2288Ljss/yYEAgvsA4NcsIOBgARzjAtcsIOBgASTjAgsMDQ4AciDy4Mwo0PpIMdP/MdP/MdMf0VJAgggPQkCphFFmoFBGoRagJ8jMJ88LHyH6AiX6AhT0ABjMye1UEwBk0PpIMdP/0/8x0x8x0cjPkHAwABITyx8Sy//LPxL6UsnIz4WIEvpScc8LbszJgQCC+wAAQoIJMS0AoHL7AsjPhQgS+lKCENUydtvPC47LP8mBAIL7AAL8+JIm0PpI0/8x0/8x0x8x0ccF8uDJ0z/6ADBTA7vy4M5RM6FTQKAkoPgnbxABggkxLQCggRtYcPg2oHBTAPg4qgCgvvLg0fiSyM+FCPpSUAT6AnDPC2rJgBH7APiSBsjMFcsfI/oCIvoC9AAVzMntVFADoIIJMS0AoHL7AsiJDxAAvtM/+gAwFKBTAqD4J28QAYIJMS0AoIEbWHD4NqBwUwD4OKoAoL7y4NH4kgbIzBXLHyT6AiL6AvQAFczJ7VQDoIIJMS0AoHL7AsjPhQj6UoIQ1TJ2288Ljss/yYEAgvsAAO4x+JIl0PpI0/8x0/8x0x8x0ccF8uDJ0z/XTCDQ+kgx0/8x0/8x0x/RgggPQkC78uDP+COCAqMAoAHIzMsfyfiSBsjMFcsfI/oCIvoCFPQAFczJ7VRQA6CCCTEtAKBy+wLIz4UI+lKCENUydtvPC47LP8mBAIL7AAT+idcnjnP4kibQNwb6SNP/MdP/MdMfMdEWxwXy4MkE0z/XC/8lbvLQ0AXQ1NMf0fgju/Lg0CD5AFAGuvLg0AOkbfiSBsjMEssfI/oCIvoC9AAVzMntVFADoIIJMS0AoHL7AsjPhQj6UoIQ1TJ2288Ljss/yYEAgvsA4DGJ1yfjAhESExQAAUIAKs8W+lKCENUydtvPC47LP8mBAIL7AAAIHAwAJQAIHAwAJgCk+JIl0PpI0/8x0/8x0x8x0ccF8uDJbQHXCz/4kgbIzBXLHyP6AiL6AvQAFczJ7VRQA6CCCTEtAKBy+wLIz4UI+lKCENUydtvPC47LP8mBAIL7AAAG8sDSAgEgFxgAIbXivaiaGppj/0AfQB6AmpowAIWwl/tRNDUMdMfMfoAMfoAMfQEMdTR0NQx1NH4KMj6UhL6Us+QAAAAAnDPC//PhCDJAcjPhNDMzPkWyM+KAEDL/89QgAImyhDtRNDUMdMfMfoAMfoAMfQEMdTR0NTUMdH4KG0ByPpSE/pSz5AAAAACcM8L/xL0AMkByM+E0MzM+RbIz4oAQMv/z1CA=";
