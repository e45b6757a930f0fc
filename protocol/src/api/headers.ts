/** Names of our own headers and media types (SPEC 8.1); lower case, as HTTP/2 wants them. */
export const HEADERS = {
  priceCeiling: "cocoon-price-ceiling",
  quote: "cocoon-quote",
  /** For whom a bot asks: `tg:` and a user's or, with a minus sign, a group's number. */
  onBehalfOf: "on-behalf-of",
} as const;

export const MEDIA = {
  envelope: "application/vnd.cocoon.envelope",
  frames: "application/vnd.cocoon.frames",
  evidence: "application/vnd.cocoon.evidence",
  referenceValues: "application/vnd.cocoon.reference-values",
  roster: "application/vnd.cocoon.roster",
  problem: "application/problem+json",
  receipt: "application/vnd.cocoon.receipt",
  csv: "text/csv; charset=utf-8",
  events: "text/event-stream",
} as const;
