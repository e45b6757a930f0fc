import type { Plugin } from "vite";

/** Tables of codes, each with an English sentence for a terminal or an operator. */
const TABLES = [
  "protocol/src/api/problems.ts",
  "protocol/src/api/money-problems.ts",
  "protocol/src/attestation/reasons.ts",
  "protocol/src/reference-values/reasons.ts",
  "protocol/src/response/receipt-check.ts",
  "protocol/src/roster/reasons.ts",
  "client/src/conversation/receipt-check.ts",
  "client/src/discovery/candidate.ts",
  "client/src/errors.ts",
];

/** A string that is one sentence or more, as such a table has them, on a line. */
const SENTENCE = /"[A-Z](?:[^"\\]|\\.)* (?:[^"\\]|\\.)*\."/g;

/**
 * Leaves the English sentences of error codes out of the engine's program: the page tells every code in the person's own
 * language (src/app/problems.ts), and the first question need not wait for words that nobody reads. Codes, actions and
 * clauses stay.
 */
export const withoutSentences = (): Plugin => ({
  name: "cocoon-without-sentences",
  transform: {
    order: "pre",
    filter: { id: new RegExp(`/(?:${TABLES.map((path) => path.replaceAll(".", "\\.")).join("|")})$`) },
    handler: (code) => ({ code: code.replaceAll(SENTENCE, '""'), map: null }),
  },
});
