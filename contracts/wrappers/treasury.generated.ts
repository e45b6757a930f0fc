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

export const codeHash = "228239c47210ccd143232974dac554c04697d05846ffb34869e9cc1d59256620";

export const codeBoc =
  "te6ccgECFQEABWsAART/APSkE/S88sgLAQIBYgIDAqLQ7aLt+/iRkTDg7UTQ+JJSAvoA+gD0BNTTH9MfINP/0w/T/9cLDw3XLCDgYAAM4w+gggkxLQCgcvsCyM+FCPpSghDVMnbbzwuOyz/JgQCC+wAEBQIBYhESAsYxOzsJ+gDTPzHTH9M/+kj6SDD4KG1tAcj0APQA+lIS+lLPkAAAAAJwzwv/+RbIz4wIBNIfyw/PiAACHcv/Hcv/z1D5AnDIz4ZAygfL/89QKscF8uDKJL3jAjgnwgCTXwUy4w0GBwPQbCLXLCDgYAAUj1nXLCDgYAAc4wIxOgnXLCDgYAEcjkA3BtM/+gAwFqBTBKD4J28QAYIJMS0AoIEbWHD4NqBwUwD4OKoAoL7y4NHIIfoCJfoCFPQAEszLHxTLHxXOye1U4w5QA+MNUAMICQoAiDVbAvLQzND6SDHT/9P/MdMfMdFaoIIJMS0AoHL7AsjPkHAwABISyx/L/xPLP/pSycjPhYgS+lJxzwtuzMmBAIL7ANsxAE5TcYIID0JAqYRRZqBQhqEWoMgh+gIl+gIU9AASzMsfE8sfE87J7VQB/jY5WwLTP/pI+kgw+CjI+lIS+lLPkAAAAAJwzwv/z4Qg+RbIz4wIBNIayw/PiAACGMv/GMv/z1D5AnDIz4ZAygfL/89QJccF8uDL0PpIMdP/MdP/0x8x0VqgggkxLQCgcvsCyM+QcDAAEhLLH8v/E8s/+lLJyM+FiBL6UnHPC24LAfLXLCDgYAEMjmzTP/oAMCTQ+kjT/zHT/zHTHzHRKccF8uDJUwa78uDOU3ag+CdvEAGCCTEtAKCBG1hw+DagcFMA+DiqAKC+8uDRUWahyCj6AiH6Ahb0ABTMEssfyx8XzsntVMjPhQgU+lIB+gJwzwtqyYAR+wDjDlADDAH8Ogn6ANMf0z/6SPpIMPgoUiDI+lL6Us+QAAAAAnDPC//PhCD5FsjPjAgE0gEREAHLD8+IAAIey/8ey//PUPkCcMjPhkDKB8v/z1AbxwXy4MskuvLgzFMHu/LgzVF3ocgh+gIn+gIW9AAUzBLLH8sfzsntVMjPhQgW+lJY+gJwEAASzMmBAIL7ANsxA7jXLCDgYAEUj1HXLCDgYAEkjsXXLCDgYAEsjjo0A9csIOBgATST8sDS4dcLPyLQ+kjT/zHT/zHTHzHRF8cF8uDJbcgm+gIl+gL0ABLMyx/LHxXOye1U4w3jDRPjDQ0ODwCwMdM/1wv/A9D6SNP/MdP/MdMfMdEXxwXy4MkibvLQ0ALQ1NMf0fgju/Lg0CD5AFi68uDQIND6SDHT/zHT/zHTH9ECpG3IJvoCJfoC9AASzMsfyx8VzsntVACmNAPTP9dMI9D6SNP/MdP/MdMfMdEYxwXy4Mkm0PpIMdP/MdP/MdMf0YIID0JAu/Lgz/gjggKjAKAHyMwXyx/JyCb6AiX6AvQAEszLH8sfFc7J7VQAdtM/+gAwJND6SNP/MdP/MdMfMdEZxwXy4MlTdbvy4M5RV6FQZ6DIIfoCJ/oCFPQAEszLHxPLHxXOye1UABDPC2rJgBH7AAIBIBMUADO14r2omh9AH0AegJqaY/pj+n/6Yfp/+mH6MACxsJf7UTQ+gAx+gAx9AQx1DHTHzHTHzHT/zHTDzHT/9MP0fgoyPpSE/pSz5AAAAACcM8L/8+EIPkWyM+MCATSE8sPz4gAAsv/y//PUPkCcMjPhkDKB8v/z1CAAubKEO1E0PoAMfoAMfQEMdQx0x8x0x8x0//TD9P/MdMPMdH4KG1tAcj0APQA+lIT+lLPkAAAAAJwzwv/+RbIz4wIBNITyw/PiAACy//L/89Q+QJwyM+GQMoHy//PUIA==";
