/** What a mini-app must have loaded before it can send one question: the verifier, its policy, and sealing. */
export { productionPolicy, verifyNode } from "@cocoon/protocol/attestation";
export { sealRequest } from "@cocoon/protocol/envelope";
