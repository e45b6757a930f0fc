// Generated from registry/*.tolk by `npm run generate -w contracts`.

export const opcodes = {
  Approve: 0x1c0c0051,
  Cancel: 0x1c0c0043,
  Deny: 0x1c0c0044,
  EscrowNotify: 0x1c0c0001,
  Excess: 0xd53276db,
  Execute: 0x1c0c0042,
  KeysRequest: 0x1c0c0003,
  PayWorker: 0x1c0c0002,
  Propose: 0x1c0c0041,
  Remove: 0x1c0c0052,
  SetGuardian: 0x1c0c0054,
  SetKeys: 0x1c0c0004,
  SetOwner: 0x1c0c0053,
  SyncKeys: 0x1c0c0005,
} as const;

export const errors = {
  ALREADY_PROPOSED: 407,
  BAD_ENTRY: 405,
  BAD_SUBJECT: 404,
  DENIED: 406,
  FULL: 411,
  NOT_LISTED: 412,
  NOT_OWNER_OR_GUARDIAN: 402,
  NOT_PROPOSED: 408,
  NOT_REGISTRY_OWNER: 401,
  OWN_REPLACEMENT: 403,
  PROPOSAL_EXPIRED: 410,
  REGISTRY_UNKNOWN_MESSAGE: 414,
  REGISTRY_VALUE_TOO_LOW: 413,
  TOO_EARLY: 409,
} as const;

export const reasons = {
  401: "Only the owner may ask this, and of a change of owner only the new one.",
  402: "Only the owner and the guardian may ask this.",
  403: "The guardian can't cancel its own replacement.",
  404: "Nothing of that kind can be listed, or it is spelled otherwise.",
  405: "What is said of the entry is not of its form.",
  406: "It is denied, which is for ever; it needs another name: a new key, a rebuilt image.",
  407: "The same is proposed already; cancel it first.",
  408: "Nothing is proposed under that hash.",
  409: "The delay is not over.",
  410: "Nobody executed it in time; cancel it and propose it again.",
  411: "The list is full.",
  412: "It is not on the list.",
  413: "The value does not pay for what it asks, and for storing it for years.",
  414: "No message of this contract.",
} as const;

export const constants = {
  APPROVED_AT_MOST: 512n,
  BASE_BITS: 16000n,
  BASE_CELLS: 48n,
  DENIED_AT_MOST: 1024n,
  DENIED_BY_GUARDIAN_AT_MOST: 768n,
  EXECUTABLE_SECONDS: 2592000n,
  KIND_MEASUREMENT: 2n,
  KIND_MODEL: 3n,
  KIND_NODE_KEY: 7n,
  KIND_PRICE_CAP: 4n,
  KIND_PROXY: 1n,
  KIND_REFERENCE_KEY: 6n,
  KIND_ROSTER_KEY: 5n,
  MESSAGE_GAS: 40000n,
  PENDING_AT_MOST: 32n,
  ROLE_MANIFEST: 1n,
  ROLE_WITNESS: 2n,
  SLOT_BITS: 4000n,
  SLOT_CELLS: 6n,
  STANDING_APPROVED: 1n,
  STANDING_DENIED: 2n,
  STANDING_UNKNOWN: 0n,
  STORAGE_RESERVE: 20000000n,
  STORAGE_SECONDS: 157680000n,
} as const;

export const codeHash = "d0f59c92fde3c99571ef8e95a29f1032d7727f10404929eb69edff41ec29ec0d";

export const codeBoc =
  "te6ccgECFgEABlgAART/APSkE/S88sgLAQIBYgIDAgLOBAUAraCnX9qJoaQ+Y6Y+Y/SQY/SQY6YeY6YeY6YOY+gJ6AnoCGOiSZGWDkmeF/5Hnhb/nqADAgMR6BTfQmMmvgjlwAeRlg4ll/+W/56gAwIDEegU30Ji4uHGCQIBIAYHAfNAKDB/Rm8uGYBaUF0x8x1NFTKccFkjAx4FEoxwXy4ZIB0NcsIOBgAoye0wcx0/8x038x1DGBAIGOOdcsIOBgApSc0wcx0/8x038xgQCCjiLXLCDgYAKclvpIMYEAg44R1ywg4GACpJLyP+H6SDGBAITi4uIB0YEAhLqBUEjT4kZEw4CDHAJEw4O1E0NIf0x/6SPpI0w/TD9MH9AT0BPQE0QrXLCDgYAIM4wLXLCDgYAIU4wLXLCDgYAIc4wLXLCDgYAIkgCAkKCwCBCPIywcjzwv/Is8Lf89QJoEBiPQKb6Ex8tGWA8jLBxLL/8t/z1AByMxAFIEBiPRFb6ExkQLgJYMIufLhmwWkRRWAB+viSKMcF8uGR0z/XTCD5AFMMgwf0Dm+hMfLRlyXBIPLhmyHQ1ywg4GACjJrTB9P/03/UgQCBjkPXLCDgYAKUmtMH0//Tf22BAIKOKtcsIOBgApyY+khtbW2BAIOOE9csIOBgAqSS8j/h+khtbW2BAITiRUBBMOIVFEMw4gHRDAH80z/XC//4kgyDB/Rm8uGYBaUF0x/U0fgjAdDXLCDgYAKMmtMH0//Tf9SBAIGOQ9csIOBgApSa0wfT/9N/bYEAgo4q1ywg4GACnJj6SG1tbYEAg44T1ywg4GACpJLyP+H6SG1tbYEAhOJFQEEw4hUUQzDiAdGBAIMhuiJWEeMEEQD60z/XC//4khAs8AL4kviX+CdvEFICoVOHoCegIKcGpjCBPoACgQ+gqBKgghAJZgGAcPg3tgmCAJxAcPg2IaASvvLhnQvIyh8ayx8Y+lIW+lIUyw8Syw/LB/QA9AD0AMntVAGAEPsCyM+FCPpSghDVMnbbzwuOyz/JgQCC+wABCuMC8sGeEwL8gQCBIbqOPDSBAIIkuo4rMyHCACLBCLDy4ZQhwAIjwACx8uGUAcjLB8v/y3/PUCWBAYj0Cm+hMfLhnJdfA4EAg7ow4uMN+CMroMjLHxLMQByDB/RDA6T4kviX+CdvEFICoVOHoCSgIKcGpjCBPoACgQ+gqBKgghAJZgGAcPg3DQ4C/jAjwgAkwQiw8uGUI8ACIsAAsfLhlCPAAY5dI8ADjhjQ1NHQ10shwgACqTgCwAASsAHAALDy4ZWOPSPABJvQ+gAx+gAx+gAx0Y4rI8AFldDT/zHRjh8jwAae0NMH0SDAAQHAArHy4ZWbI8ACAdDHALDy4ZXi4uLi4w0CyMsHy/8PEACWtgmCAJxAcPg2IaASvvLhnQvIyh8ayx8Y+lIW+lIUyw8Syw8Uywf0APQA9ADJ7VQBgBD7AsjPhQj6UoIQ1TJ2288Ljss/yYEAgvsAADDQ1NHQ10shwgACqTgCwAASsAHAALDy4ZUAIMt/z1AkgQGI9ApvoTHy0ZYB/AEREwHHBfLhkVNFvvLhmQWCCCeNAKAUu/LhmoEAgVYQupc/AwROHvABjjkxgQCCL7qOGT4NyMsHHcv/HMt/z1BQA4EBiPRZkwWlBd6OE1uBAINQDbqROJU3EHoQZ+IQegLiQBri+JL4l/gnbxBSAqFTh6AnoCCnBqYwgT6AAhIAsoEPoKgSoIIQCWYBgHD4N7YJggCcQHD4NiGgEr7y4Z0LyMofGssfGPpSFvpSFMsPEssPywf0APQA9ADJ7VQBgBD7AsjPhQj6UoIQ1TJ2288Ljss/yYEAgvsAAf7TP9MH0//XC3/4klMLxwVRG8cFIbHy4ZIjwgAkwQiw8uGUI8ACIsAAsfLhlCPDBPLhlIMJgQMA4wQovPLhm/gjI8jLByPPC/8izwt/z1AByMsfQBaBAYj0UfLhlgekAsjLB8v/E8t/z1BQA4EBiPRZkwWlBd74kviX+CdvEFICFADWoVOEoCegIKcGpjCBPoACgQ+gqBKgghAJZgGAcPg3tgmCAJxAcPg2IaASvvLhnQvIyh8ayx8Y+lIW+lIUyw8Uyw8TywcT9AD0ABT0AMntVAGAEPsCyM+FCPpSghDVMnbbzwuOyz/JgQCC+wAABvLRkw==";
