import * as v from "valibot";
import { LIMITS, hexText, parseStrictJson, quoteText, shortText } from "../api/index.ts";
import {
  concatBytes,
  type Ed25519Verifier,
  label,
  signEd25519,
  utf8,
  verifyEd25519,
} from "../bytes/index.ts";
import { formatQuote, parseQuote, type Quote } from "../money/index.ts";

/** A worker's own price for one model; an envelope's quote must cover it (SPEC 7.2). */
export interface Offer {
  readonly model: string;
  readonly manifest: string;
  readonly price: Quote;
}

const offerList = v.pipe(
  v.array(v.strictObject({ model: shortText(64), manifest: hexText(32), price: quoteText })),
  v.minLength(1),
  v.maxLength(LIMITS.modelsPerWorker),
);

export const encodeOffers = (offers: readonly Offer[]): string =>
  JSON.stringify(
    offers.map(({ model, manifest, price }) => ({ model, manifest, price: formatQuote(price) })),
  );

/** @throws MalformedError */
export const parseOffers = (text: string): Offer[] =>
  parseStrictJson(offerList, text, "offers", LIMITS.controlMessageBytes).map(({ price, ...rest }) => ({
    ...rest,
    price: parseQuote(price),
  }));

const message = (keyId: Uint8Array, offers: string) =>
  concatBytes(label("cocoon/v1 offers"), keyId, utf8(offers));

/** Signs the exact offers text with the key's sign_pk, so that a proxy can't alter a worker's price. */
export const signOffers = (keyId: Uint8Array, offers: string, signKey: Uint8Array): Uint8Array =>
  signEd25519(message(keyId, offers), signKey);

export const verifyOffers = (
  keyId: Uint8Array,
  offers: string,
  signature: Uint8Array,
  signPk: Uint8Array,
  verify: Ed25519Verifier = verifyEd25519,
): boolean => verify(signature, message(keyId, offers), signPk);
