import { ByteReader, concatBytes, MalformedError, u16 } from "../bytes/index.ts";
import { ROSTER_PAGE } from "./chain.ts";
import { ROSTER_HEADER_LIMIT_BYTES } from "../api/roster-limits.ts";
import { readRoster, type SignedRoster } from "./header.ts";
import { NODE_INDEX_LIMIT_BYTES } from "./node-index.ts";
import { RosterError } from "./roster-error.ts";
import { INCLUSION_PROOF_LIMIT_BYTES } from "./tree.ts";

const LENGTH_BYTES = 2;
/** The bounds of the three answers (SPEC 8.3). */
export const ROSTER_LIMIT_BYTES = LENGTH_BYTES + ROSTER_HEADER_LIMIT_BYTES + NODE_INDEX_LIMIT_BYTES;
export const ROSTER_PROOF_LIMIT_BYTES =
  LENGTH_BYTES + ROSTER_HEADER_LIMIT_BYTES + INCLUSION_PROOF_LIMIT_BYTES;
export const ROSTER_PAGE_LIMIT_BYTES = ROSTER_PAGE * (LENGTH_BYTES + ROSTER_HEADER_LIMIT_BYTES);

const framed = ({ signed }: Pick<SignedRoster, "signed">) => concatBytes(u16(signed.length), signed);

/** u16 length ‖ signed header ‖ what it is told of: its node index, or a proof against it. */
export const encodeHeaded = (
  roster: Pick<SignedRoster, "signed">,
  rest: Uint8Array,
): Uint8Array<ArrayBuffer> => concatBytes(framed(roster), rest);

/** The signed header, unread, and the rest. @throws RosterError roster_malformed */
export function parseHeaded(bytes: Uint8Array): { readonly signed: Uint8Array; readonly rest: Uint8Array } {
  return readingOf(() => {
    const reader = new ByteReader(bytes, "roster");
    const signed = reader.take(reader.u16());
    return { signed, rest: bytes.subarray(reader.offset) };
  });
}

/** Any number of u16 length ‖ signed header. */
export const encodeRosterPage = (rosters: readonly Pick<SignedRoster, "signed">[]): Uint8Array<ArrayBuffer> =>
  concatBytes(...rosters.map(framed));

/** Headers whose signatures nobody has looked at. @throws RosterError roster_malformed */
export function parseRosterPage(bytes: Uint8Array): SignedRoster[] {
  return readingOf(() => {
    if (bytes.length > ROSTER_PAGE_LIMIT_BYTES) throw new MalformedError("roster page is too large");
    const reader = new ByteReader(bytes, "roster page");
    const headers: SignedRoster[] = [];
    while (reader.remaining > 0) headers.push(readRoster(reader.take(reader.u16())));
    if (headers.length > ROSTER_PAGE) throw new MalformedError("roster page has too many headers");
    return headers;
  });
}

function readingOf<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedError) throw new RosterError("roster_malformed");
    throw error;
  }
}
