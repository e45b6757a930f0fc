import { createAccount, createApiKey } from "@cocoon/db/accounts";
import type { Database } from "@cocoon/db/connection";
import { balance, openHolds } from "@cocoon/db/ledger";
import { simulatedDeposit } from "@cocoon/db/testing";
import {
  HEADERS,
  isRunning,
  type JobStatus,
  jobStatus,
  MEDIA,
  type StreamRecord,
  StreamRecordDecoder,
} from "@cocoon/protocol/api";
import { nanoton } from "@cocoon/protocol/money";
import { parse } from "valibot";
import { vi } from "vitest";
import type { NoiseEnvelope } from "./noise-envelope.ts";
import { STUB_PRICE } from "./stub-identity.ts";

/** What an account of a test begins with, and what each of its jobs holds. */
export const GRANT = nanoton(1_000_000_000n);
export const CEILING = nanoton(1_048_576n);

export const soon = <T>(look: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(look, { timeout: 20_000, interval: 20 });

export interface PostOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: BodyInit;
}

/** An answer that is no success: its status and code, and the whole body. */
export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** One account's view of a proxy, over HTTP. */
export class TestClient {
  readonly origin: string;
  readonly accountId: string;
  readonly apiKey: string;
  readonly #database: Database;

  private constructor(origin: string, accountId: string, apiKey: string, database: Database) {
    this.origin = origin;
    this.accountId = accountId;
    this.apiKey = apiKey;
    this.#database = database;
  }

  /** A new account with {@link GRANT} on it. */
  static async open(origin: string, database: Database, amountNanoton = GRANT): Promise<TestClient> {
    const { accountId } = await createAccount(database, { label: "test" });
    if (amountNanoton > 0n) await simulatedDeposit(database, accountId, amountNanoton);
    const { apiKey } = await createApiKey(database, { accountId, label: "test" });
    return new TestClient(origin, accountId, apiKey.reveal(), database);
  }

  /** The same account at another proxy. */
  at(origin: string): TestClient {
    return new TestClient(origin, this.accountId, this.apiKey, this.#database);
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${this.apiKey}`, ...(init.headers as Record<string, string>) };
    return fetch(this.origin + path, { ...init, headers });
  }

  async get(path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await this.fetch(path, init);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  post(
    envelope: NoiseEnvelope,
    { headers, query = "", body = envelope.bytes }: PostOptions = {},
  ): Promise<Answer> {
    const given = {
      "content-type": MEDIA.envelope,
      [HEADERS.quote]: STUB_PRICE,
      [HEADERS.priceCeiling]: CEILING.toString(),
      ...headers,
    };
    return this.get(`/v1/jobs${query}`, { method: "POST", headers: given, body });
  }

  async job({ jobId }: NoiseEnvelope): Promise<JobStatus> {
    return parse(jobStatus, (await this.get(`/v1/jobs/${jobId}`)).body);
  }

  /** The job once it is over. */
  over(envelope: NoiseEnvelope): Promise<JobStatus> {
    return soon(async () => {
      const status = await this.job(envelope);
      if (isRunning(status.state)) throw new Error("still running");
      return status;
    });
  }

  async *records({ jobId }: NoiseEnvelope, from = 0): AsyncGenerator<StreamRecord> {
    const response = await this.fetch(`/v1/jobs/${jobId}/frames?from=${from}`);
    const decoder = new StreamRecordDecoder();
    for await (const chunk of response.body ?? []) yield* decoder.push(chunk);
  }

  /** The stream to its end; `idle` aside. */
  async stream(envelope: NoiseEnvelope, from = 0): Promise<StreamRecord[]> {
    const records: StreamRecord[] = [];
    for await (const record of this.records(envelope, from)) if (record.type !== "idle") records.push(record);
    return records;
  }

  /** What the account has paid, and what is still held for it in any way. */
  async money(): Promise<{ paidNanoton: bigint; heldNanoton: bigint; holds: number }> {
    const { availableNanoton, heldNanoton } = await balance(this.#database, this.accountId);
    const holds = await openHolds(this.#database, { olderThanMs: 0 });
    const own = holds.filter(({ accountId }) => accountId === this.accountId).length;
    return { paidNanoton: GRANT - availableNanoton - heldNanoton, heldNanoton, holds: own };
  }
}
