import type { ChallengePurpose } from "@cocoon/protocol/api";
import { concatBytes, label, sha256, toHex, utf8 } from "@cocoon/protocol/bytes";

/** As long as a proof may be old: a person may look for their wallet. */
export const CHALLENGE_LIFE_MS = 15 * 60_000;

const LABELS: Readonly<Record<ChallengePurpose, string>> = {
  "sign-in": "cocoon/v1 sign-in",
  link: "cocoon/v1 link",
  owner: "cocoon/v1 owner",
};

/**
 * What the wallet signs (SPEC 8.9): a hash that names the purpose and, of a link, the account. So a signature made to
 * sign in links nothing, and one made for one account links no other.
 */
export const proofPayload = (purpose: ChallengePurpose, challenge: Uint8Array, accountId = ""): string =>
  toHex(sha256(concatBytes(label(LABELS[purpose]), challenge, utf8(accountId))));
