export type { GuardWish, MoneyApi, QuoteWish, SentDeposit, StatementWish } from "./account/money-api.ts";
export { SessionApi } from "./account/session-api.ts";
export {
  CocoonClient,
  type CocoonClientOptions,
  type NodeReport,
  type NodesWish,
} from "./conversation/client.ts";
export type { Answer, AskEvent, AskRequest, Message } from "./conversation/events.ts";
export type { ReceiptMismatch } from "./conversation/receipt-check.ts";
export type { Payer, PaymentApi } from "./payment/port.ts";
export type { OpenCharge } from "./payment/record.ts";
export type { Candidate, Rejection } from "./discovery/candidate.ts";
export type { Judgement } from "./discovery/node-verifier.ts";
export {
  ClientError,
  clientError,
  type ErrorCode,
  FixRequestError,
  PayError,
  RetryLaterError,
  StopError,
  StreamInterruptedError,
} from "./errors.ts";
export type { ReferenceMark } from "@cocoon/protocol/reference-values";
export type { RegistrySource } from "./registry/view.ts";
export {
  type ClientStore,
  type Guard,
  type GuardSet,
  MemoryStore,
  type PendingJob,
  type RosterMark,
  type RosterProof,
} from "./store.ts";
export { Http, type Credential } from "./transport/http.ts";
export { JsonApi } from "./transport/json-api.ts";
