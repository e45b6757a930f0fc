import * as v from "valibot";
import { count, hexText, millis, nanotonText, shortText } from "./strict-json.ts";
import { MONEY_LIMITS } from "./money-limits.ts";
import { addressText, base64Text, networkText, uuidText } from "./ton-forms.ts";

/** What a credential may do (SPEC 8.9). */
export const SCOPES = ["jobs", "read", "deposit", "withdraw", "keys", "owner"] as const;
export type Scope = (typeof SCOPES)[number];
const scopes = v.pipe(v.array(v.picklist(SCOPES)), v.minLength(1), v.maxLength(SCOPES.length));

export const CREDENTIAL_KINDS = ["api_key", "access_token", "bot", "owner"] as const;
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

/** What an answered challenge is good for; each has its own label, so none passes for another. */
export const CHALLENGE_PURPOSES = ["sign-in", "link", "owner"] as const;
export type ChallengePurpose = (typeof CHALLENGE_PURPOSES)[number];

/** `POST /v1/challenges`. */
export const challengeRequest = v.strictObject({ purpose: v.picklist(CHALLENGE_PURPOSES) });

export const challengeAnswer = v.strictObject({
  challenge: hexText(32),
  /** What the wallet signs as `ton_proof`'s payload; who asks can compute it from the challenge. */
  payload: hexText(32),
  expiresMs: millis,
});
export type ChallengeAnswer = v.InferOutput<typeof challengeAnswer>;

/** What TON Connect's connect event gives, `ton_addr` and `ton_proof`; alone, the body of `POST /v1/account/links`. */
export const tonProof = v.strictObject({
  address: addressText,
  network: networkText,
  stateInit: base64Text(MONEY_LIMITS.stateInitBytes),
  proof: v.strictObject({
    /** Unix seconds; some wallets send text. */
    timestamp: v.union([count(0xffff_ffff), v.pipe(v.string(), v.regex(/^[0-9]{1,10}$/))]),
    domain: v.strictObject({
      lengthBytes: count(MONEY_LIMITS.domainLength),
      value: shortText(MONEY_LIMITS.domainLength),
    }),
    payload: hexText(32),
    signature: base64Text(64),
  }),
});
export type TonProof = v.InferOutput<typeof tonProof>;

/** `POST /v1/sessions/ton`: `owner` opens the routes of workers' owners, `sign-in` a person's account. */
export const tonSessionRequest = v.strictObject({
  purpose: v.picklist(["sign-in", "owner"]),
  ...tonProof.entries,
});

/** `POST /v1/sessions/telegram`. */
export const telegramSessionRequest = v.strictObject({ initData: shortText(MONEY_LIMITS.initDataBytes) });

export const session = v.strictObject({
  accessToken: v.pipe(v.string(), v.regex(/^(?:ct|co)_[A-Za-z0-9_-]{43}$/)),
  /** A person's account; of an owner's session, the owner's address. */
  accountId: shortText(68),
  scopes,
  expiresMs: millis,
  /** Whether this sign-in made the account. */
  isNew: v.boolean(),
});
export type Session = v.InferOutput<typeof session>;

export const linkAnswer = v.strictObject({ accountId: uuidText, wallet: addressText });
export type LinkAnswer = v.InferOutput<typeof linkAnswer>;

/** `POST /v1/account/keys`. */
export const apiKeyRequest = v.strictObject({
  /** For its owner's eyes: its length is checked as a comment's. */
  label: v.string(),
  /** The most it may ever spend; null: no limit. */
  budgetNanoton: v.unknown(),
});

/** `PUT /v1/account/keys/:id`. */
export const budgetRequest = v.strictObject({ budgetNanoton: v.unknown() });

const apiKeyFields = {
  id: uuidText,
  label: v.pipe(v.string(), v.maxLength(MONEY_LIMITS.commentLength)),
  scopes,
  budgetNanoton: v.nullable(nanotonText),
  spentNanoton: nanotonText,
  heldNanoton: nanotonText,
  createdMs: millis,
  revokedMs: v.nullable(millis),
};

export const apiKeyListing = v.strictObject(apiKeyFields);
export type ApiKeyListing = v.InferOutput<typeof apiKeyListing>;

export const apiKeyList = v.strictObject({ keys: v.array(apiKeyListing) });
export type ApiKeyList = v.InferOutput<typeof apiKeyList>;

/** The only answer that ever shows the key. */
export const newApiKey = v.strictObject({
  ...apiKeyFields,
  apiKey: v.pipe(v.string(), v.regex(/^ck_[A-Za-z0-9_-]{43}$/)),
});
export type NewApiKey = v.InferOutput<typeof newApiKey>;
