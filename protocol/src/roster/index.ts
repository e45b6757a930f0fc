export { type NodeEntry, type NodeIndex, encodeNodeIndex, parseNodeIndex, rosterRoot } from "./node-index.ts";
export { encodeOffers, type Offer, parseOffers, signOffers, verifyOffers } from "./offers.ts";
