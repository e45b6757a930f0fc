import { CocoonError } from "../api/index.ts";
import { bodyBucketOf } from "../envelope-header/layout.ts";
import { encodeInferenceRequest, type InferenceRequest } from "../inference/index.ts";

/** The longest spelling of an amount, so that filling in the true ceiling never needs a larger bucket. */
const LONGEST_CEILING = "9223372036854775807";

/**
 * The size bucket a request will show, before its price ceiling, which is computed from that bucket, is known (SPEC 6.2).
 * @throws CocoonError prompt_too_long, MalformedError naming a field
 */
export function bodyBucketBytesOf(request: Omit<InferenceRequest, "priceCeilingNanoton">): number {
  const reserve = LONGEST_CEILING.length - 1;
  const plaintext = encodeInferenceRequest({ ...request, priceCeilingNanoton: "0" });
  const bucket = bodyBucketOf(plaintext.length + reserve);
  plaintext.fill(0);
  if (bucket === null) throw new CocoonError("prompt_too_long");
  return bucket;
}
