import type { VerifiedNode } from "@cocoon/protocol/attestation";
import type { InferenceMessage, Sampling } from "@cocoon/protocol/inference";
import type { Nanoton, Quote, TokenCounts } from "@cocoon/protocol/money";
import type { Finish } from "@cocoon/protocol/receipt";
import type { Rejection } from "../discovery/candidate.ts";
import type { Reconnecting } from "../transport/frames.ts";
import type { ReceiptMismatch } from "./receipt-check.ts";

export type Message = InferenceMessage;

export interface AskRequest {
  /** A model's id, or a manifest's hash in hex when one exact build is meant. */
  readonly model: string;
  readonly messages: readonly Message[];
  /** The most output tokens wanted; the cleartext shows only the next power of two. */
  readonly maxTokens: number;
  readonly sampling?: Sampling;
  /** The most this may cost; by default what the sizes allow at the quote. Rounded up to five significant bits. */
  readonly priceCeilingNanoton?: Nanoton;
  /** The prices the person accepts; by default the highest price among the machines sealed to. */
  readonly quote?: Quote;
  /** Tells turns of one conversation from all others in a worker's prompt cache; a new one for each ask by default. */
  readonly cacheSalt?: Uint8Array;
  /** The person agrees to new machines when none of those drawn before is online: see choice/guards.ts. */
  readonly redrawGuards?: boolean;
  readonly signal?: AbortSignal;
  /** From now until the answer must be complete; five minutes by default, fifteen at most. */
  readonly deadlineMs?: number;
}

/** What happens during an ask, in order; `done` is last. An ask that fails throws a ClientError instead. */
export type AskEvent =
  | { readonly type: "verifying"; readonly keyIdHex: string }
  | { readonly type: "node-verified"; readonly node: VerifiedNode; readonly operator: string }
  | ({ readonly type: "node-rejected" } & Rejection)
  /** The envelope is sealed and about to be sent; `seal` is 1, or 2 and 3 after a reseal. */
  | {
      readonly type: "sealed";
      readonly jobId: string;
      readonly candidates: readonly VerifiedNode[];
      readonly quote: Quote;
      readonly priceCeilingNanoton: Nanoton;
      readonly seal: number;
    }
  /** The payer key has signed for what was spent before; the job is posted again. */
  | { readonly type: "signed" }
  /** `position` counts the jobs before this one for the same machines; null when the proxy did not say. */
  | { readonly type: "queued"; readonly position: number | null }
  | { readonly type: "leased" }
  /** The first frame arrived and opened: this machine answers. */
  | { readonly type: "started"; readonly node: VerifiedNode; readonly attempt: number }
  | { readonly type: "delta"; readonly text: string }
  /** Tried again, or resumed from the next frame, after `retryInMs`. */
  | ({ readonly type: "reconnecting" } & Reconnecting)
  /** None of the sealed machines could run the job; nothing was charged, it is sealed anew. */
  | { readonly type: "resealing"; readonly code: string }
  | { readonly type: "done"; readonly answer: Answer };

/** A complete answer: its final frame arrived and every frame opened. */
export interface Answer {
  readonly text: string;
  /** Why the worker stopped, from the signed receipt; "ceiling" is the price ceiling. */
  readonly finish: Finish;
  readonly usage: TokenCounts;
  readonly quote: Quote;
  /** The exact cost from the receipt inside the sealed stream; only this client and the worker know it. */
  readonly costNanoton: Nanoton;
  /** What the account paid: the cost rounded to five significant bits. Null when the proxy did not tell it in time. */
  readonly chargedNanoton: Nanoton | null;
  /** What does not agree between the answer, its receipts and the charge; empty when all is well. */
  readonly receiptMismatches: readonly ReceiptMismatch[];
  /** The exact bytes of the signed receipt inside the answer: what a dispute shows. */
  readonly receipt: Uint8Array<ArrayBuffer>;
  readonly node: VerifiedNode;
  readonly jobId: string;
  readonly attempt: number;
  /** From the call to the first text, and to the end. */
  readonly firstDeltaMs: number | null;
  readonly totalMs: number;
}
