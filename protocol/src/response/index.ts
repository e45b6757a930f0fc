export { ResponseError, type ResponseErrorCode } from "./errors.ts";
export { frameCountBucket, isFrameCountBucket } from "./frame-count.ts";
export type { ResponseHeader } from "./header.ts";
export { ResponseOpener } from "./opener.ts";
export { checkReceipt, type ReceiptCheck, type ReceiptMismatch } from "./receipt-check.ts";
export type { ContentRecord, ResponseRecord } from "./records.ts";
export { ResponseSealer } from "./sealer.ts";
