/** A signed header of a roster (SPEC 7.6). Apart from the other bounds, for what seals to a node needs none of it. */
export const ROSTER_HEADER_LIMIT_BYTES = 512;
