export {
  encodeHeaded,
  encodeRosterPage,
  parseHeaded,
  parseRosterPage,
  ROSTER_LIMIT_BYTES,
  ROSTER_PAGE_LIMIT_BYTES,
  ROSTER_PROOF_LIMIT_BYTES,
} from "./carriage.ts";
export {
  checkRosterChain,
  checkRosterNotAhead,
  checkRosterOrder,
  checkRosterTime,
  epochsToFollow,
  isNamedBy,
  ROSTER_CATCH_UP,
  ROSTER_EPOCH_MIN_MS,
  ROSTER_EPOCH_MS,
  ROSTER_PACE_MS,
  ROSTER_PAGE,
} from "./chain.ts";
export {
  NO_ROSTER,
  openRoster,
  readRoster,
  type RosterHeader,
  type SignedRoster,
  signRoster,
} from "./header.ts";
export {
  encodeNodeEntry,
  encodeNodeIndex,
  NODE_INDEX_LIMIT_BYTES,
  NODES_AT_MOST,
  type NodeEntry,
  type NodeIndex,
  parseNodeIndex,
} from "./node-index.ts";
export { encodeOffers, type Offer, parseOffers, signOffers, verifyOffers } from "./offers.ts";
export { ROSTER_REASONS, type RosterReasonCode } from "./reasons.ts";
export { type RosterConflict, RosterError } from "./roster-error.ts";
export {
  checkInclusion,
  type Commitment,
  encodeInclusionProof,
  type InclusionProof,
  nodesOf,
  parseInclusionProof,
  RosterTree,
} from "./tree.ts";
