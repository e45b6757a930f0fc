import * as v from "valibot";
import { base64UrlText, count, hexText, millis, nanotonText, quoteText, shortText } from "./strict-json.ts";

/** How a job stands. The first three run; the others are terminal, but `reseal_required` awaits a new post. */
export const JOB_STATES = [
  "queued",
  "leased",
  "streaming",
  "done",
  "interrupted",
  "failed",
  "cancelled",
  "expired",
  "reseal_required",
] as const;
export type JobState = (typeof JOB_STATES)[number];

const RUNNING: ReadonlySet<JobState> = new Set(["queued", "leased", "streaming"]);
export const isRunning = (state: JobState): boolean => RUNNING.has(state);

/** `GET /v1/jobs/:id` and the answer to `POST /v1/jobs`. */
export const jobStatus = v.strictObject({
  jobId: hexText(32),
  state: v.picklist(JOB_STATES),
  /** What the account paid; null while the job runs. */
  chargedNanoton: v.nullable(nanotonText),
  /** The worker's signed outer receipt, base64url; null without one. */
  outerReceipt: v.nullable(base64UrlText(4096)),
  /** Why it ended, when it did not end in `done`. */
  problem: v.nullable(shortText(64)),
});
export type JobStatus = v.InferOutput<typeof jobStatus>;

/** `GET /v1/models`: one entry per manifest that a live worker serves. */
export const modelList = v.strictObject({
  models: v.array(
    v.strictObject({
      id: shortText(64),
      manifest: hexText(32),
      name: shortText(64),
      description: v.strictObject({ en: shortText(400), ru: shortText(400) }),
      parameters: count(Number.MAX_SAFE_INTEGER),
      quantisation: shortText(16),
      contextTokens: count(1 << 24),
      /** The lowest and the highest live offer. */
      lowestQuote: quoteText,
      highestQuote: quoteText,
      /** The least price ceiling of the smallest body at the lowest quote (SPEC 6.2). */
      minimumCeilingNanoton: nanotonText,
      workers: count(1_000_000),
    }),
  ),
});
export type ModelList = v.InferOutput<typeof modelList>;
export type ModelListing = ModelList["models"][number];

const signedNanotonText = v.pipe(v.string(), v.regex(/^-?[0-9]{1,19}$/));

/** What a line of the statement can be. */
export const LEDGER_KINDS = ["deposit", "withdrawal", "repayment", "grant", "grant_return", "job"] as const;
export type LedgerKind = (typeof LEDGER_KINDS)[number];

/** `GET /v1/account/ledger?before=&limit=&kind=&from=&to=`: newest first. */
export const ledgerPage = v.strictObject({
  entries: v.array(
    v.strictObject({
      id: shortText(128),
      kind: v.picklist(LEDGER_KINDS),
      /** What it changed for the account: a job's cost is negative, and zero while the job runs. */
      amountNanoton: signedNanotonText,
      job: v.nullable(
        v.strictObject({
          jobId: hexText(32),
          /** What it was paid from: the account's own money or a grant. */
          source: v.picklist(["own", "granted"]),
          /** These are null where a later post of the job took its place. */
          model: v.nullable(shortText(64)),
          state: v.nullable(v.picklist(JOB_STATES)),
          problem: v.nullable(shortText(64)),
          outerReceipt: v.nullable(base64UrlText(4096)),
        }),
      ),
      createdMs: millis,
    }),
  ),
  /** Pass as `before` for the next page; null on the last. */
  next: v.nullable(shortText(128)),
});
export type LedgerPage = v.InferOutput<typeof ledgerPage>;

/** The body of an error answer, as a client reads it; members that a later version adds are ignored. */
export const problemBody = v.object({ code: v.string(), detail: v.string() });
