/** Where an escrow's payer record stands among the sealed values. */
export const RECORD = "payer ";
export const recordNameOf = (escrow: string): string => `${RECORD}${escrow}`;
