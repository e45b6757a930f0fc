/** The same with signed lists of approved images: Ed25519 in JavaScript, since WebViews lack it (docs/decisions/0009). */
export * from "./entry.ts";
export { parseReferenceBundle, verifyReferenceValues } from "@cocoon/protocol/reference-values";
