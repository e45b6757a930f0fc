/** The platform's part of each charge, as the treasury and the price list have it: in millionths. */
export const COMMISSION_PPM = 50_000;
