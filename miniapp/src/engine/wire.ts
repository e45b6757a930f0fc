import type { AskView, Engine, EngineMoney, Problem, Question } from "./port.ts";

/** What the page can call in the worker: all of the engine but what streams or answers nothing. */
export type Calls = Omit<Engine, "ask" | "money" | "wake"> & {
  [Name in keyof EngineMoney as `money.${Name}`]: EngineMoney[Name];
};
export type CallName = keyof Calls;

/** Messages of the page, in order. `id` tells one call from another. */
export type ToWorker =
  | {
      readonly type: "call";
      readonly id: number;
      readonly name: CallName;
      readonly args: readonly unknown[];
    }
  | { readonly type: "ask"; readonly id: number; readonly question: Question }
  | { readonly type: "stop"; readonly id: number }
  | { readonly type: "wake" };

/** Messages of the worker. All is plain data, copied from one side to the other. */
export type FromWorker =
  /** It runs: what fails from now on is no failure to load it. */
  | { readonly type: "ready" }
  | { readonly type: "value"; readonly id: number; readonly value: unknown }
  | { readonly type: "problem"; readonly id: number; readonly problem: Problem }
  | { readonly type: "event"; readonly id: number; readonly event: AskView };

/** The names of all calls, for the worker to choose among; complete by its type. */
export const CALLS: Readonly<Record<CallName, true>> = {
  signInByTelegram: true,
  challenge: true,
  signInByWallet: true,
  signInAsOwner: true,
  linkWallet: true,
  signOut: true,
  signedIn: true,
  models: true,
  machines: true,
  verificationDocument: true,
  cancelLost: true,
  request: true,
  "money.account": true,
  "money.quote": true,
  "money.prices": true,
  "money.deposit": true,
  "money.guards": true,
  "money.depositSent": true,
  "money.depositStatus": true,
  "money.statement": true,
  "money.statementCsv": true,
  "money.withdraw": true,
  "money.withdrawal": true,
  "money.dispute": true,
  "money.nextEvent": true,
  "money.payerKey": true,
};
