import { beforeAll, describe, expect, it } from "vitest";
import {
  bodyAt,
  CORE_BYTES,
  ENC_BYTES,
  KEY_ID_BYTES,
  SLOT_BYTES,
  SLOTS_AT,
} from "../envelope-header/layout.ts";
import { FLIPS_TIMEOUT_MS, flipped, forFlips, thrownBy } from "../testing/flips.ts";
import {
  FIXED_REQUEST,
  fixedFields,
  fixedOpener,
  type FixedRecipient,
  fixedRandomness,
  fixedRecipient,
} from "../vectors/fixtures.ts";
import { openRequest } from "./open-request.ts";
import { type RefusalCode, RefusalError } from "./refusal.ts";
import { sealToRecipients } from "./seal.ts";

const NAMES = ["alice", "boris", "chana"] as const;
/** The candidate that all regions are seen from. */
const OWN = 1;

let recipients: FixedRecipient[];
let envelope: Uint8Array;

beforeAll(async () => {
  recipients = await Promise.all(NAMES.map(fixedRecipient));
  const sealed = await sealToRecipients(
    { ...fixedFields(recipients), request: FIXED_REQUEST },
    fixedRandomness("flips"),
  );
  envelope = sealed.envelope;
});

const openAt = (slot: number, bytes: Uint8Array) =>
  openRequest(fixedOpener(recipients[slot] as FixedRecipient, bytes));

type Region = readonly [name: string, from: number, to: number, codes: readonly RefusalCode[]];

const slotAt = (slot: number): number => SLOTS_AT + slot * SLOT_BYTES;
const encAt = slotAt(OWN) + KEY_ID_BYTES;

/**
 * Where a change stands, and at which steps of SPEC 4.9 the candidate meets it: what it can't judge by itself, the
 * wrap's binding to the transcript does (SPEC 4.8).
 */
const REGIONS: readonly Region[] = [
  ["magic", 0, 3, ["malformed_envelope"]],
  ["version", 3, 4, ["unsupported_suite"]],
  ["suite", 4, 10, ["unsupported_suite"]],
  ["flags", 10, 12, ["malformed_envelope"]],
  ["request id", 12, 44, ["open_failed"]],
  ["model manifest", 44, 76, ["open_failed"]],
  ["roster root", 76, 108, ["roster_unknown"]],
  ["deadline", 108, 116, ["malformed_envelope", "deadline_passed", "open_failed"]],
  ["body length", 116, 120, ["malformed_envelope"]],
  ["max-tokens bucket", 120, CORE_BYTES, ["malformed_envelope"]],
  ["body hash", CORE_BYTES, SLOTS_AT - 1, ["open_failed"]],
  ["count of candidates", SLOTS_AT - 1, SLOTS_AT, ["malformed_envelope"]],
  ["own key id", slotAt(OWN), slotAt(OWN) + KEY_ID_BYTES, ["unknown_key"]],
  ["first candidate's key id", slotAt(0), slotAt(0) + KEY_ID_BYTES, ["open_failed"]],
  ["last candidate's key id", slotAt(2), slotAt(2) + KEY_ID_BYTES, ["open_failed"]],
  ["own encapsulation", encAt, encAt + ENC_BYTES, ["open_failed"]],
  ["own wrapped key", encAt + ENC_BYTES, slotAt(OWN + 1), ["open_failed"]],
];

const refused = async (bytes: Uint8Array, codes: readonly RefusalCode[]) => {
  const error = await thrownBy(() => openAt(OWN, bytes));
  expect(error).toBeInstanceOf(RefusalError);
  expect(codes).toContain((error as RefusalError).code);
};

describe("an envelope with one bit changed", () => {
  it.each(REGIONS)(
    "is refused by a candidate where it is in the %s",
    async (_, from, to, codes) => {
      await forFlips(envelope, { from, to, sample: 256 }, (changed) => refused(changed, codes));
    },
    FLIPS_TIMEOUT_MS,
  );

  it(
    "is refused by a candidate where it is in the body",
    async () => {
      const range = { from: bodyAt(NAMES.length), sample: 256 };
      await forFlips(envelope, range, (changed) => refused(changed, ["body_mismatch"]));
    },
    FLIPS_TIMEOUT_MS,
  );

  it(
    "in another candidate's slot is that one's to refuse, and changes nothing for the others",
    async () => {
      for (const other of [0, 2]) {
        const range = { from: slotAt(other) + KEY_ID_BYTES, to: slotAt(other + 1), sample: 60 };
        await forFlips(envelope, range, async (changed) => {
          expect((await openAt(OWN, changed)).request).toEqual(FIXED_REQUEST);
          const error = await thrownBy(() => openAt(other, changed));
          expect(error).toEqual(new RefusalError("open_failed"));
        });
      }
    },
    FLIPS_TIMEOUT_MS,
  );

  it("leaves no byte out of all this", () => {
    const others = [0, 2].map((slot) => [slotAt(slot) + KEY_ID_BYTES, slotAt(slot + 1)] as const);
    const seen = [...REGIONS.map(([, from, to]) => [from, to] as const), ...others].sort(([a], [b]) => a - b);
    expect(seen.map(([from]) => from)).toEqual([0, ...seen.slice(0, -1).map(([, to]) => to)]);
    expect(seen.at(-1)?.[1]).toBe(bodyAt(NAMES.length));
  });
});

it("is opened as it was sealed, so that the refusals above are the changes'", async () => {
  for (const slot of NAMES.keys()) expect((await openAt(slot, envelope)).request).toEqual(FIXED_REQUEST);
  await refused(flipped(envelope, envelope.length * 8 - 1), ["body_mismatch"]);
});
