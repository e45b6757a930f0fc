import { toHex } from "@cocoon/protocol/bytes";
import { costNanoton, type Nanoton, type TokenCounts } from "@cocoon/protocol/money";
import type { Finish, OuterReceipt } from "@cocoon/protocol/receipt";
import type { ResponseSealer } from "@cocoon/protocol/response";
import type { WorkerKey } from "../identity/worker-key.ts";
import type { OpenJob } from "./open-job.ts";

type Bytes = Uint8Array<ArrayBuffer>;

export interface UsageInput {
  readonly counts: TokenCounts;
  readonly finish: Finish;
  readonly startedMs: number;
  readonly endedMs: number;
}

/** Signs the three receipts of one answer (SPEC 6.3 to 6.6). */
export class JobReceipts {
  readonly #job: OpenJob;
  readonly #attempt: number;
  readonly #key: WorkerKey;
  readonly #sealer: ResponseSealer;

  constructor(job: OpenJob, attempt: number, key: WorkerKey, sealer: ResponseSealer) {
    this.#job = job;
    this.#attempt = attempt;
    this.#key = key;
    this.#sealer = sealer;
  }

  /** Exact, for the asker alone. Only once every content frame is taken: it names their hash. */
  usage({ counts, finish, startedMs, endedMs }: UsageInput): Bytes {
    const { promptTokens, cachedTokens, completionTokens } = counts;
    return this.#key.signUsage({
      ...this.#terms(),
      costNanoton: this.#cost(counts),
      frames: this.#sealer.frames,
      responseHash: toHex(this.#sealer.responseHash()),
      promptTokens,
      cachedTokens,
      completionTokens,
      finish,
      startedMs,
      endedMs,
    });
  }

  /** Rounded, for settlement. */
  outer(counts: TokenCounts): Bytes {
    return this.#key.signOuter(this.#rounded(counts));
  }

  /** The cost so far, good once frame `seq` was relayed. */
  running(counts: TokenCounts, seq: number): Bytes {
    return this.#key.signRunning({ ...this.#rounded(counts), seq });
  }

  #rounded(counts: TokenCounts): OuterReceipt {
    return { ...this.#terms(), costNanoton: this.#sealer.roundCost(this.#cost(counts)) };
  }

  #cost(counts: TokenCounts): Nanoton {
    return costNanoton(this.#job.quote, counts);
  }

  #terms() {
    const { header, request } = this.#job;
    return {
      requestHash: toHex(header.transcript),
      keyId: this.#key.keyIdHex,
      attempt: this.#attempt,
      modelManifest: toHex(header.modelManifest),
      quote: request.quote,
    };
  }
}
