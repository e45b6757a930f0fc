import type { VerifiedNode } from "../attestation/index.ts";
import { type SealedRequest, type SealInput, sealToRecipients } from "./seal.ts";

export type SealRequestInput = SealInput<VerifiedNode>;

/**
 * Seals a request to one to four verified nodes (SPEC 4): each can open it, and only one of them answers.
 * The type is the check: nothing but the appraiser makes a {@link VerifiedNode}.
 * @throws CocoonError prompt_too_long, malformed_request
 */
export const sealRequest = (input: SealRequestInput): Promise<SealedRequest> =>
  sealToRecipients(input, {
    contentKey: crypto.getRandomValues(new Uint8Array(32)),
    encapsulation: () => undefined,
  });
