import type { ErrorCode, GuardWish, QuoteWish, SentDeposit, StatementWish } from "@cocoon/client";
import type {
  AccountStatus,
  DepositParameters,
  DepositStatus,
  DisputeVerdict,
  GuardsParameters,
  LedgerPage,
  PriceList,
  QuoteAnswer,
  WithdrawalStatus,
} from "@cocoon/protocol/api";
import type { Nanoton } from "@cocoon/protocol/money";

/** A model of the list, for choosing; what binds is what verified machines offer. */
export interface ModelCard {
  readonly id: string;
  readonly name: string;
  /** What it is good for, in a few words; the proxy's own. */
  readonly description: { readonly en: string; readonly ru: string };
  /** 32 bytes in hex. */
  readonly manifest: string;
  readonly contextTokens: number;
  /** Nanoton per million tokens; null when nobody offers it. */
  readonly quote: { readonly prompt: bigint; readonly cached: bigint; readonly output: bigint } | null;
  /** What one usual answer costs, about 300 tokens of question and 500 of answer. */
  readonly answerNanoton: bigint | null;
  readonly liveMachines: number;
}

/** One check of a machine and how it came out. */
export interface CheckLine {
  /** Names the sentence that the screen shows. */
  readonly id: CheckId;
  readonly state: "passed" | "failed" | "simulated" | "absent" | "waiting";
  /** For an expert: name of the fact and its value, untranslated names of the standards. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** Code of the refusal, where it failed. */
  readonly code: string | null;
}
/** What is checked; what is read from a file is held to the same list. */
export const CHECK_IDS = [
  "hardware", // AMD's signature chain
  "firmware", // TCB at or above the policy's floor
  "image", // launch measurement is on the approved list
  "settings", // guest policy, debug off, VMPL
  "key", // the sealing key is bound to the report
  "freshness", // nonce and age
  "gpu", // NVIDIA's evidence
  "model", // manifest hash
  "listed", // roster and reference values
  "receipt", // signed counts match the answer
] as const;
export type CheckId = (typeof CHECK_IDS)[number];

/** What was found of one machine. Plain data: it is stored with the answer and exported. */
export interface MachineView {
  readonly keyId: string;
  readonly operator: string;
  readonly simulated: boolean;
  readonly accepted: boolean;
  readonly checkedMs: number;
  readonly checks: readonly CheckLine[];
  readonly chipId: string | null;
  readonly imageVersion: string | null;
}

export interface AnswerView {
  readonly text: string;
  readonly finish: string;
  readonly tokens: { readonly prompt: number; readonly cached: number; readonly output: number };
  readonly costNanoton: bigint;
  /** What the account paid; null when the proxy did not tell it in time. */
  readonly chargedNanoton: bigint | null;
  readonly machine: MachineView;
  readonly jobId: string;
  /** The signed receipt inside the answer. */
  readonly receipt: Uint8Array<ArrayBuffer>;
  readonly mismatches: readonly string[];
  readonly firstDeltaMs: number | null;
  readonly totalMs: number;
}

export interface Turn {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

export interface Question {
  readonly model: string;
  readonly turns: readonly Turn[];
  readonly maxTokens: number;
  /** Random, one for each conversation: 32 bytes in hex. */
  readonly cacheSalt: string;
  readonly redrawGuards?: boolean;
  /** The most that it may cost; without it what its size allows. */
  readonly ceilingNanoton?: bigint;
}

/** What happens while a question is answered; `done` or `failed` is last. */
export type AskView =
  | { readonly type: "checking" }
  | { readonly type: "checked"; readonly machine: MachineView }
  | { readonly type: "refused"; readonly machine: MachineView }
  | {
      readonly type: "sealed";
      readonly jobId: string;
      readonly machines: number;
      readonly ceilingNanoton: bigint;
    }
  | { readonly type: "queued"; readonly position: number | null }
  | { readonly type: "started"; readonly machine: MachineView }
  | { readonly type: "delta"; readonly text: string }
  | { readonly type: "reconnecting"; readonly retryInMs: number }
  | { readonly type: "resealing" }
  | { readonly type: "done"; readonly answer: AnswerView }
  | { readonly type: "failed"; readonly problem: Problem };

/** An error, as plain data: what the person is told follows from its code. */
export interface Problem {
  readonly code: ErrorCode;
  readonly action: "fix" | "retry" | "pay" | "stop";
  /** English, for an expert. */
  readonly detail: string;
  /** What was delivered, is charged, and is not the whole answer. */
  readonly partialText: string | null;
  /** What was paid for that part, once it is known. */
  readonly chargedNanoton?: bigint;
  /** Why machines were refused, where that is the cause. */
  readonly refusals: readonly MachineView[];
}

/** Thrown by every call of the engine. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

export interface Running {
  /** Stops it: what was delivered is kept and charged. */
  stop(): void;
}

/** An answer of a proof by the person's wallet, for `POST /v1/sessions/ton`. */
export interface TonProofAnswer {
  readonly address: string;
  readonly network: string;
  readonly stateInit: string;
  readonly proof: unknown;
}

/** The key whose signature an escrow may demand beside the proxy's, as far as this device knows. */
export interface PayerKeyView {
  /**
   * `held`: this device has it. `elsewhere`: the escrow names one that another device has. `none`: one can be made.
   * `too_late`: the escrow holds or has spent money, so that a key can begin only after a withdrawal. `unkept`: this browser
   * keeps nothing, and a key that is lost locks the escrow until its owner removes it.
   */
  readonly state: "held" | "elsewhere" | "none" | "too_late" | "unkept";
  /** Ed25519 in hex, for {@link EngineMoney.deposit} and {@link EngineMoney.guards}; null where there is none. */
  readonly publicKey: string | null;
}

/** The person's account at the proxy: see `MoneyApi` of the client, which this carries over to the page. */
export interface EngineMoney {
  account(): Promise<AccountStatus>;
  quote(wish: QuoteWish): Promise<QuoteAnswer>;
  prices(): Promise<PriceList>;
  deposit(amountNanoton: Nanoton, guards?: GuardWish): Promise<DepositParameters>;
  guards(guards: GuardWish): Promise<GuardsParameters>;
  depositSent(sent: SentDeposit): Promise<DepositStatus>;
  depositStatus(id: string): Promise<DepositStatus>;
  statement(wish?: StatementWish): Promise<LedgerPage>;
  statementCsv(): Promise<Uint8Array<ArrayBuffer>>;
  withdraw(): Promise<WithdrawalStatus>;
  withdrawal(): Promise<WithdrawalStatus>;
  dispute(jobId: string, receipt: Uint8Array<ArrayBuffer>): Promise<DisputeVerdict>;
  /**
   * Waits for something to happen to the account, for a quarter of a minute at most. @param after what an earlier call gave;
   * null: from now on. @returns the event's number, or null when nothing did
   */
  nextEvent(after: string | null): Promise<string | null>;
  /** How the escrow's payer key stands; with `make`, one is made and kept on this device where that is possible. */
  payerKey(make: boolean): Promise<PayerKeyView>;
}

/**
 * The relying party, in a Web Worker of its own: it verifies, seals and opens, so that the page never waits for arithmetic.
 * Every call rejects with an {@link EngineError}.
 */
export interface Engine {
  readonly money: EngineMoney;
  /** Signs in by what Telegram signed. */
  signInByTelegram(initData: string): Promise<void>;
  /**
   * The payload that a wallet is to sign in `ton_proof`, good once and for 15 minutes; then {@link Engine.signInByWallet},
   * {@link Engine.signInAsOwner} or, for `link`, {@link Engine.linkWallet}.
   */
  challenge(purpose: "sign-in" | "owner" | "link"): Promise<string>;
  signInByWallet(answer: TonProofAnswer): Promise<void>;
  /** Opens the routes under `/v1/owner` to {@link Engine.request}, beside the person's own session. */
  signInAsOwner(answer: TonProofAnswer): Promise<void>;
  /** Joins the wallet to the account that Telegram's sign-in opened. */
  linkWallet(answer: TonProofAnswer): Promise<void>;
  signOut(): Promise<void>;
  /** Whether there is a session to ask with, and one of an owner of workers. */
  signedIn(as?: "person" | "owner"): Promise<boolean>;
  models(): Promise<readonly ModelCard[]>;
  /** Verifies each machine that serves the model; with `live`, asks each anew with a fresh nonce. */
  machines(model: string, live: boolean): Promise<readonly MachineView[]>;
  ask(question: Question, on: (event: AskView) => void): Running;
  /** The app is in front again, or the connection is another one: whatever waits to try again does so at once. */
  wake(): void;
  /** The verification document: evidence, endorsements and verdicts, which anyone can check without us. */
  verificationDocument(keyId: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Ends jobs of an earlier run whose answers can't be opened any more. @returns their ids */
  cancelLost(): Promise<readonly string[]>;
  /**
   * Plain JSON calls of the proxy's other routes: keys, owner. Bounded, the session attached, the owner's for `/v1/owner`.
   * Null for an answer without a body.
   */
  request(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: unknown): Promise<unknown>;
}
