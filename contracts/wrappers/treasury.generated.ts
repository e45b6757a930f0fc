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

export const codeHash = "8a4ab35382ba5b3268502ab0d8041f630b905ca6ba6c04d8944b75e279c711d5";

export const codeBoc =
  "te6ccgECFQEABYQAART/APSkE/S88sgLAQIBYgIDAqLQ7aLt+/iRkTDg7UTQ+JJSAvoA+gD0BNTTH9MfINP/0w/T/9cLDw3XLCDgYAAM4w+gggkxLQCgcvsCyM+FCPpSghDVMnbbzwuOyz/JgQCC+wAEBQIBYhESAsYxOzsJ+gDTPzHTH9M/+kj6SDD4KG1tAcj0APQA+lIS+lLPkAAAAAJwzwv/+RbIz4wIBNIfyw/PiAACHcv/Hcv/z1D5AnDIz4ZAygfL/89QKscF8uDKJL3jAjgnwgCTXwUy4w0GBwPWbCLXLCDgYAAUj1zXLCDgYAAc4wIxOgnXLCDgYAEcjkPTP/oAMBegUwWg+CdvEAGCCTEtAKCBG1hw+DZwUgz6RDBBwPg4GqAZoBi+8uDRyCf6AiX6AhT0ABLMyx/LHxXOye1U4w5QA+MNUAMICQoAiDVbAvLQzND6SDHT/9P/MdMfMdFaoIIJMS0AoHL7AsjPkHAwABISyx/L/xPLP/pSycjPhYgS+lJxzwtuzMmBAIL7ANsxAE5TcYIID0JAqYRRZqBQhqEWoMgh+gIl+gIU9AASzMsfE8sfE87J7VQB/jY5WwLTP/pI+kgw+CjI+lIS+lLPkAAAAAJwzwv/z4Qg+RbIz4wIBNIayw/PiAACGMv/GMv/z1D5AnDIz4ZAygfL/89QJccF8uDL0PpIMdP/MdP/0x8x0VqgggkxLQCgcvsCyM+QcDAAEhLLH8v/E8s/+lLJyM+FiBL6UnHPC24LAfTXLCDgYAEMjm3TP/oAMCTQ+kjT/zHT/zHTHzHRKccF8uDJUwa78uDOU3ag+CdvEAGCCTEtAKCBG1hw+DZwUwz6RDD4OKCgvvLg0VFmocgo+gIh+gIW9AAUzBLLH8sfF87J7VTIz4UIFPpSAfoCcM8LasmAEfsA4w5QAwwB/joJ+gDTH9M/+kj6SDD4KFIgyPpS+lLPkAAAAAJwzwv/z4Qg+RbIz4wIBNIBERAByw/PiAACHsv/Hsv/z1D5AnDIz4ZAygfL/89QG8cF8uDLJLry4MxTB7vy4M34l4EbWHD4NnBTDfpEMPg4oL7y4NFRd6HIIfoCJ/oCFvQAFMwQABLMyYEAgvsA2zEDuNcsIOBgARSPUdcsIOBgASSOxdcsIOBgASyOOjQD1ywg4GABNJPywNLh1ws/ItD6SNP/MdP/MdMfMdEXxwXy4MltyCb6AiX6AvQAEszLH8sfFc7J7VTjDeMNE+MNDQ4PALAx0z/XC/8D0PpI0/8x0/8x0x8x0RfHBfLgySJu8tDQAtDU0x/R+CO78uDQIPkAWLry4NAg0PpIMdP/MdP/MdMf0QKkbcgm+gIl+gL0ABLMyx/LHxXOye1UAKY0A9M/10wj0PpI0/8x0/8x0x8x0RjHBfLgySbQ+kgx0/8x0/8x0x/RgggPQkC78uDP+COCAqMAoAfIzBfLH8nIJvoCJfoC9AASzMsfyx8VzsntVAB20z/6ADAk0PpI0/8x0/8x0x8x0RnHBfLgyVN1u/LgzlFXoVBnoMgh+gIn+gIU9AASzMsfE8sfFc7J7VQAOBLLH8sfzsntVMjPhQgW+lJY+gJwzwtqyYAR+wACASATFAAzteK9qJofQB9AHoCammP6Y/p/+mH6f/ph+jAAsbCX+1E0PoAMfoAMfQEMdQx0x8x0x8x0/8x0w8x0//TD9H4KMj6UhP6Us+QAAAAAnDPC//PhCD5FsjPjAgE0hPLD8+IAALL/8v/z1D5AnDIz4ZAygfL/89QgALmyhDtRND6ADH6ADH0BDHUMdMfMdMfMdP/0w/T/zHTDzHR+ChtbQHI9AD0APpSE/pSz5AAAAACcM8L//kWyM+MCATSE8sPz4gAAsv/y//PUPkCcMjPhkDKB8v/z1CA=";
