// What operations of the deposit contract cost at the fees in force, as the contracts' tests measure them. Fees change by vote of
// the network's validators: the app says "about", and the wallet shows what is true when it signs.

/** Nanoton: a top-up, and the first one, which brings the contract's code. */
export const TOP_UP_FEE = 1_156_003n;
export const FIRST_TOP_UP_FEE = 2_995_272n;
/** A change of what may be charged. */
export const GUARDS_FEE = 1_397_471n;
/** A withdrawal that the network agrees to. */
export const GRANTED_CLOSE_FEE = 1_754_605n;
/** A withdrawal without anybody: asking for it, and finishing it a day later. */
export const OWN_CLOSE_FEE = 1_186_670n + 1_425_003n;
/** What goes along with every message to the contract; what is over comes back at once. */
export const SENT_FOR_FEES = 60_000_000n;
