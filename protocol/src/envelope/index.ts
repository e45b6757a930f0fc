export { bodyBucketBytesOf } from "./body-bucket.ts";
export { ClientExchange, eraseExchange, type Exchange, type WorkerExchange } from "./exchange.ts";
export { type OpenedRequest, type OpenInput, openRequest } from "./open-request.ts";
export { type RefusalCode, RefusalError, REFUSALS } from "./refusal.ts";
export { ReplaySet } from "./replay-set.ts";
export type { SealedRequest } from "./seal.ts";
export { sealRequest, type SealRequestInput } from "./seal-request.ts";
