import {
  HEADERS,
  type JobStatus,
  jobStatus,
  LIMITS,
  MEDIA,
  type ModelListing,
  modelList,
  type PayerSignature,
  type VoucherAnswer,
  voucherAnswer,
} from "@cocoon/protocol/api";
import { toHex } from "@cocoon/protocol/bytes";
import { REFERENCE_BUNDLE_LIMIT_BYTES } from "@cocoon/protocol/reference-values";
import { formatQuote, type Nanoton, type Quote } from "@cocoon/protocol/money";
import {
  ROSTER_LIMIT_BYTES,
  ROSTER_PAGE_LIMIT_BYTES,
  ROSTER_PROOF_LIMIT_BYTES,
} from "@cocoon/protocol/roster";
import { ClientError } from "../errors.ts";
import type { Http } from "./http.ts";
import { decode, JsonApi } from "./json-api.ts";

const CONTROL_MS = 10_000;
/** A live check waits for the worker's attester, which answers once a second. */
const LIVE_CHECK_MS = 20_000;
const POST_MS = 30_000;
/** The proxy sends an idle record every five seconds: a stream silent for longer has lost its connection. */
const STREAM_IDLE_MS = 20_000;

/** The proxy's routes of SPEC 8 with typed answers. Everything it returns is carried, not trusted. */
export class ProxyApi {
  readonly #http: Http;
  readonly #json: JsonApi;

  constructor(http: Http) {
    this.#http = http;
    this.#json = new JsonApi(http);
  }

  /** The newest signed header and its node index (SPEC 8.3). */
  roster(signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    return this.#http.bytes({ path: "/v1/roster", timeoutMs: CONTROL_MS, signal }, ROSTER_LIMIT_BYTES);
  }

  /** A page of signed headers from that epoch on. */
  rosterHeaders(epoch: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const path = `/v1/roster?epoch=${epoch}`;
    return this.#http.bytes({ path, timeoutMs: CONTROL_MS, signal }, ROSTER_PAGE_LIMIT_BYTES);
  }

  /** The newest signed header and the proof that it lists the key. */
  inclusionProof(keyIdHex: string, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const path = `/v1/nodes/${keyIdHex}/proof`;
    return this.#http.bytes({ path, timeoutMs: CONTROL_MS, signal }, ROSTER_PROOF_LIMIT_BYTES);
  }

  /** An evidence bundle; with a nonce, one that the worker made for it. */
  evidence(
    keyIdHex: string,
    nonce: Uint8Array | null,
    signal?: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const path = `/v1/nodes/${keyIdHex}/evidence${nonce ? `?nonce=${toHex(nonce)}` : ""}`;
    const timeoutMs = nonce ? LIVE_CHECK_MS : CONTROL_MS;
    return this.#http.bytes({ path, timeoutMs, signal }, LIMITS.evidenceBytes);
  }

  async models(signal?: AbortSignal): Promise<readonly ModelListing[]> {
    return (await this.#json.get(modelList, "/v1/models", signal)).models;
  }

  manifest(hash: string, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    return this.#http.bytes(
      { path: `/v1/manifests/${hash}`, timeoutMs: CONTROL_MS, signal },
      LIMITS.manifestBytes,
    );
  }

  /** A signed manifest with its witness (SPEC 10.6); null when the proxy carries none. */
  async referenceValues(signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer> | null> {
    const request = { path: "/v1/reference-values", timeoutMs: CONTROL_MS, signal };
    return this.#http.bytes(request, REFERENCE_BUNDLE_LIMIT_BYTES).catch((error: unknown) => {
      if (error instanceof ClientError && error.code === "not_found") return null;
      throw error;
    });
  }

  /** Where the escrow's vouchers stand (SPEC 6.11). */
  voucher(signal?: AbortSignal): Promise<VoucherAnswer> {
    return this.#json.get(voucherAnswer, "/v1/account/voucher", signal);
  }

  signVoucher(signature: PayerSignature, signal?: AbortSignal): Promise<VoucherAnswer> {
    return this.#json.post(voucherAnswer, "/v1/account/voucher", signature, signal);
  }

  job(jobId: string, signal?: AbortSignal): Promise<JobStatus> {
    return this.#json.get(jobStatus, `/v1/jobs/${jobId}`, signal);
  }

  cancelJob(jobId: string, signal?: AbortSignal): Promise<JobStatus> {
    return this.#json.delete(jobStatus, `/v1/jobs/${jobId}`, signal);
  }

  /** Posts an envelope. The same bytes may be posted again: the job id is inside them. */
  async post(
    envelope: Uint8Array<ArrayBuffer>,
    quote: Quote,
    ceiling: Nanoton,
    signal?: AbortSignal,
  ): Promise<JobStatus> {
    const headers = {
      "content-type": MEDIA.envelope,
      [HEADERS.quote]: formatQuote(quote),
      [HEADERS.priceCeiling]: ceiling.toString(),
    };
    const request = {
      method: "POST",
      path: "/v1/jobs",
      headers,
      body: envelope,
      timeoutMs: POST_MS,
      signal,
    } as const;
    return decode(jobStatus, await this.#http.bytes(request, LIMITS.jsonBodyBytes));
  }

  /** The bytes of a job's stream from frame `from` on. */
  frames(jobId: string, from: number, signal?: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
    const path = `/v1/jobs/${jobId}/frames?from=${from}`;
    return this.#http.stream({ path, timeoutMs: CONTROL_MS, signal }, STREAM_IDLE_MS);
  }
}
