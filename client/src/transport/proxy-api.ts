import {
  type AccountStatus,
  accountStatus,
  HEADERS,
  type JobStatus,
  jobStatus,
  type LedgerPage,
  LIMITS,
  ledgerPage,
  MEDIA,
  type ModelListing,
  modelList,
  parseStrictJson,
  type PayerSignature,
  type VoucherAnswer,
  voucherAnswer,
} from "@cocoon/protocol/api";
import { MalformedError, toHex, utf8 } from "@cocoon/protocol/bytes";
import { REFERENCE_BUNDLE_LIMIT_BYTES } from "@cocoon/protocol/reference-values";
import { formatQuote, type Nanoton, type Quote } from "@cocoon/protocol/money";
import {
  ROSTER_LIMIT_BYTES,
  ROSTER_PAGE_LIMIT_BYTES,
  ROSTER_PROOF_LIMIT_BYTES,
} from "@cocoon/protocol/roster";
import type { GenericSchema, InferOutput } from "valibot";
import { ClientError, clientError } from "../errors.ts";
import type { Http } from "./http.ts";

const CONTROL_MS = 10_000;
/** A live check waits for the worker's attester, which answers once a second. */
const LIVE_CHECK_MS = 20_000;
const POST_MS = 30_000;
/** The proxy sends an idle record every five seconds: a stream silent for longer has lost its connection. */
const STREAM_IDLE_MS = 20_000;
const LIST_BYTES = 4 * 1024 * 1024;

/** The proxy's routes of SPEC 8 with typed answers. Everything it returns is carried, not trusted. */
export class ProxyApi {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
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
    return (await this.#json(modelList, "/v1/models", signal)).models;
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

  account(signal?: AbortSignal): Promise<AccountStatus> {
    return this.#json(accountStatus, "/v1/account", signal);
  }

  ledger(before: string | undefined, signal?: AbortSignal): Promise<LedgerPage> {
    const query = before === undefined ? "" : `?before=${encodeURIComponent(before)}`;
    return this.#json(ledgerPage, `/v1/account/ledger${query}`, signal);
  }

  /** Where the escrow's vouchers stand (SPEC 6.11). */
  voucher(signal?: AbortSignal): Promise<VoucherAnswer> {
    return this.#json(voucherAnswer, "/v1/account/voucher", signal);
  }

  signVoucher(signature: PayerSignature, signal?: AbortSignal): Promise<VoucherAnswer> {
    return this.#send(voucherAnswer, "/v1/account/voucher", signature, signal);
  }

  job(jobId: string, signal?: AbortSignal): Promise<JobStatus> {
    return this.#json(jobStatus, `/v1/jobs/${jobId}`, signal);
  }

  cancelJob(jobId: string, signal?: AbortSignal): Promise<JobStatus> {
    return this.#json(jobStatus, `/v1/jobs/${jobId}`, signal, "DELETE");
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

  async #send<S extends GenericSchema>(
    schema: S,
    path: string,
    body: object,
    signal: AbortSignal | undefined,
  ): Promise<InferOutput<S>> {
    const headers = { "content-type": "application/json" };
    const request = { method: "POST", path, headers, body: utf8(JSON.stringify(body)), signal } as const;
    return decode(schema, await this.#http.bytes({ ...request, timeoutMs: CONTROL_MS }, LIST_BYTES));
  }

  async #json<S extends GenericSchema>(
    schema: S,
    path: string,
    signal: AbortSignal | undefined,
    method: "GET" | "DELETE" = "GET",
  ): Promise<InferOutput<S>> {
    return decode(
      schema,
      await this.#http.bytes({ method, path, timeoutMs: CONTROL_MS, signal }, LIST_BYTES),
    );
  }
}

function decode<S extends GenericSchema>(schema: S, bytes: Uint8Array): InferOutput<S> {
  try {
    return parseStrictJson(schema, bytes, "answer", LIST_BYTES);
  } catch (error) {
    if (error instanceof MalformedError) throw clientError("answer_malformed", error.message);
    throw error;
  }
}
