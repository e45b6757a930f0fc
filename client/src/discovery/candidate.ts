import type { VerifiedNode } from "@cocoon/protocol/attestation";
import type { NodeEntry, Offer } from "@cocoon/protocol/roster";

/** A node this client has verified itself, with what its own key signed. */
export interface Candidate {
  readonly node: VerifiedNode;
  /** 64 bytes in hex, from the report; a node without a chip identity is no candidate. */
  readonly chipId: string;
  /** Who is paid, as the proxy tells it: good for spreading a request over operators, proof of nothing. */
  readonly operator: string;
  /** Prices signed by the attested key, for models whose manifests the attested key material lists; one at least. */
  readonly offers: readonly Offer[];
  /** What it serves besides, though the reference values do not list it: nothing is sealed for these (SPEC 10.5). */
  readonly unlistedOffers: readonly Offer[];
  /** Whether the evidence answered this client's own nonce, so that it is not older than the check. */
  readonly live: boolean;
}

/** Why a node of the index is not used. `code` is the verifier's, or one of {@link DISCOVERY_PROBLEMS}. */
export interface Rejection {
  readonly keyIdHex: string;
  readonly operator: string;
  readonly code: string;
  /** The clause of SPEC.md that the evidence fails; null when it never came to the verifier. */
  readonly clause: string | null;
  readonly sentence: string;
}

/** The outcome of verifying one node of the index. */
export type Checked =
  | { readonly ok: true; readonly candidate: Candidate }
  | { readonly ok: false; readonly rejection: Rejection };

/** Causes that this client finds outside the evidence itself. */
export const DISCOVERY_PROBLEMS = {
  evidence_unavailable: "Its evidence could not be fetched.",
  key_mismatch: "Its evidence is of another key than the node list says.",
  chip_mismatch: "Its evidence is of another chip than the node list says.",
  no_chip_identity: "Its evidence names no single chip, so it can't be told from other machines.",
  key_expired: "Its key has expired.",
  offers_malformed: "Its offers are not of their form.",
  offers_forged: "Its offers are not signed by the attested key.",
  offer_not_attested: "It offers a model that its attested key material does not list.",
  model_not_listed: "It serves a build that the reference values do not list.",
  live_check_differs: "Its live check came from another machine than its evidence.",
} as const;
export type DiscoveryProblem = keyof typeof DISCOVERY_PROBLEMS;

/** Of a node that serves what is wanted of it in builds only for which nothing may be sealed. */
export const MODEL_NOT_LISTED = {
  code: "model_not_listed",
  clause: "10.5",
  sentence: DISCOVERY_PROBLEMS.model_not_listed,
} as const;

export const modelNotListed = ({ keyId, operator }: NodeEntry): Rejection => ({
  keyIdHex: keyId,
  operator,
  ...MODEL_NOT_LISTED,
});
