import { ClientError, type Http, type Judgement } from "@cocoon/client";
import { encodeVerificationDocument } from "@cocoon/client/verification";
import { REFERENCE_BUNDLE_LIMIT_BYTES } from "@cocoon/protocol/reference-values";

const REFERENCES = { path: "/v1/reference-values", timeoutMs: 10_000 };

/** The proof that a person can keep or hand on: see {@link encodeVerificationDocument}. */
export async function documentOf(
  judgement: Judgement,
  proxyUrl: string,
  http: Http,
): Promise<Uint8Array<ArrayBuffer>> {
  const referenceValues = await http.bytes(REFERENCES, REFERENCE_BUNDLE_LIMIT_BYTES).catch(ifNone);
  return encodeVerificationDocument({ judgement, proxyUrl, referenceValues });
}

function ifNone(error: unknown): null {
  if (error instanceof ClientError && error.code === "not_found") return null;
  throw error;
}
