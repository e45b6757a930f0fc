import { LIMITS, parseStrictJson } from "../api/index.ts";
import { utf8 } from "../bytes/index.ts";
import { type InferenceRequest, inferenceRequest } from "./request.ts";

/**
 * The bytes that are sealed. What the receiver would refuse is refused here, before anything is sent; the length is
 * the envelope's to judge.
 * @throws MalformedError naming the field
 */
export function encodeInferenceRequest(request: InferenceRequest): Uint8Array<ArrayBuffer> {
  const json = JSON.stringify(request);
  parseStrictJson(inferenceRequest, json, "inference request", Number.POSITIVE_INFINITY);
  return utf8(json);
}

/** @throws MalformedError; its message names fields, never what they hold. */
export const parseInferenceRequest = (bytes: Uint8Array): InferenceRequest =>
  parseStrictJson(inferenceRequest, bytes, "inference request", LIMITS.largestBodyBytes);
