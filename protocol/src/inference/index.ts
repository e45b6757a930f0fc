export { encodeInferenceRequest, parseInferenceRequest } from "./codec.ts";
export type { InferenceMessage, InferenceRequest, Sampling } from "./request.ts";
