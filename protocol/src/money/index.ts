export { addNanoton, formatTon, type Nanoton, nanoton, parseNanoton, parseTon } from "./nanoton.ts";
export {
  costNanoton,
  formatQuote,
  parseQuote,
  type Quote,
  sameQuote,
  type TokenCounts,
  withinQuote,
} from "./quote.ts";
export { isRounded5, roundCost, roundUp5 } from "./rounding.ts";
export { friendlyAddress, parseTonAddress, type TonAddress } from "./address.ts";
export { minimumCeilingNanoton, priceCeilingNanoton } from "./ceiling.ts";
