import { fromHex, utf8 } from "../../bytes/index.ts";
import { encodeHeaded, encodeRosterPage, readRoster } from "../../roster/index.ts";
import { rosterVectors } from "../../vectors/roster-vectors.ts";

const { accept } = rosterVectors();

/** Signed headers, and the three answers that carry them (SPEC 8.3). */
export const ROSTER_HEADERS = accept.slice(0, 4).map(({ header }) => fromHex(header));
export const ROSTER_PAGES = [encodeRosterPage(ROSTER_HEADERS.map(readRoster))];
export const INCLUSION_PROOFS = accept.flatMap(({ proof }) => (proof === undefined ? [] : [fromHex(proof)]));
export const ROSTERS = accept
  .slice(0, 3)
  .map(({ header, index = "" }) => encodeHeaded(readRoster(fromHex(header)), utf8(index)));
