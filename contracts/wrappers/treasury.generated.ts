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

export const codeHash = "e6b6f3148210871adab24cdec150de3b76686a2b8e8859af54d6e84458da12b4";

export const codeBoc =
  "te6ccgECGQEABe4AART/APSkE/S88sgLAQIBYgIDBG7Q+JGRMODtRNDU0x/6APoA9ATU0QbXLCDgYAAM4wLXLCDgYAAU4wLXLCDgYAAc4wLXLCDgYAEMBAUGBwIBYhUWAvz6ANM/MdMf0z/6SPpIMPiSK9DU1DHR+ChtbQHI9AD0APpSFPpSz5AAAAACcM8L/8lQA8jPhNDMzPkWyM+KAEDL/89QEscF8uDKUSe6I8IAlBApbDLjDVqgggkxLQCgcvsCjhpsIcjPhQgS+lKCENUydtvPC47LP8mBAIL7AOAICQH2+gDTH9M/+kj6SDD4kivQ1DHU0fgoUkDI+lL6Us+QAAAAAnDPC//PhCDJAcjPhNDMzPkWyM+KAEDL/89QxwXy4MtROLry4MxTNrvy4M1RY6EIyMwXyx8n+gIk+gIT9AAXzMntVMjPhQgT+lJQBfoCcM8LasmAEfsAUCOgCgD4MfpI+kgw+JIH0NQx1NH4KMj6UhP6Us+QAAAAAnDPC//PhCDJWMjPhNDMzPkWyM+KAEDL/89QFscF8uDLoIIJMS0AoHL7AviSAtD6SDHT/zHT/9MfMdHIz5BwMAASEssfy/9wzws/EvpSycjPhYgS+lJxzwtuzMmBAIL7AAT24wLXLCDgYAEUjl34kibQ+kjT/zHT/zHTHzHRxwXy4MnTP/oAMFMDu/LgzlEzoVBDoPiSBsjMFcsfJPoCIvoC9AAVzMntVAOgggkxLQCgcvsCyM+FCPpSghDVMnbbzwuOyz/JgQCC+wDg1ywg4GABHOMC1ywg4GABJOMCCwwNDgByIPLgzCjQ+kgx0/8x0/8x0x/RUkCCCA9CQKmEUWagUEahFqAnyMwnzwsfIfoCJfoCFPQAGMzJ7VQTAGr4kgPQ+kgx0//T/zHTHzHRyM+QcDAAEhPLHxLL/8s/EvpSycjPhYgS+lJxzwtuzMmBAIL7AABCggkxLQCgcvsCyM+FCBL6UoIQ1TJ2288Ljss/yYEAgvsAAvz4kibQ+kjT/zHT/zHTHzHRxwXy4MnTP/oAMFMDu/LgzlEzoVNAoCSg+CdvEAGCCTEtAKCBG1hw+DagcFMA+DiqAKC+8uDR+JLIz4UI+lJQBPoCcM8LasmAEfsA+JIGyMwVyx8j+gIi+gL0ABXMye1UUAOgggkxLQCgcvsCyIkPEAC+0z/6ADAUoFMCoPgnbxABggkxLQCggRtYcPg2oHBTAPg4qgCgvvLg0fiSBsjMFcsfJPoCIvoC9AAVzMntVAOgggkxLQCgcvsCyM+FCPpSghDVMnbbzwuOyz/JgQCC+wAA7jH4kiXQ+kjT/zHT/zHTHzHRxwXy4MnTP9dMIND6SDHT/zHT/zHTH9GCCA9CQLvy4M/4I4ICowCgAcjMyx/J+JIGyMwVyx8j+gIi+gIU9AAVzMntVFADoIIJMS0AoHL7AsjPhQj6UoIQ1TJ2288Ljss/yYEAgvsABP6J1yeOc/iSJtA3BvpI0/8x0/8x0x8x0RbHBfLgyQTTP9cL/yVu8tDQBdDU0x/R+CO78uDQIPkAUAa68uDQA6Rt+JIGyMwSyx8j+gIi+gL0ABXMye1UUAOgggkxLQCgcvsCyM+FCPpSghDVMnbbzwuOyz/JgQCC+wDgMYnXJ+MCERITFAABQgAqzxb6UoIQ1TJ2288Ljss/yYEAgvsAAAgcDAAlAAgcDAAmAKT4kiXQ+kjT/zHT/zHTHzHRxwXy4MltAdcLP/iSBsjMFcsfI/oCIvoC9AAVzMntVFADoIIJMS0AoHL7AsjPhQj6UoIQ1TJ2288Ljss/yYEAgvsAAAbywNICASAXGAAhteK9qJoammP/QB9AHoCamjAAhbCX+1E0NQx0x8x+gAx+gAx9AQx1NHQ1DHU0fgoyPpSEvpSz5AAAAACcM8L/8+EIMkByM+E0MzM+RbIz4oAQMv/z1CAAjbKEO1E0NQx0x8x+gAx+gAx9AQx1NHQ1NQx0fgobW0ByPQA9AD6UhL6Us+QAAAAAnDPC//JAcjPhNDMzPkWyM+KAEDL/89Qg";
