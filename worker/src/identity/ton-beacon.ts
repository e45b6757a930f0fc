import { type Beacon, type BeaconFeed, type BeaconSource, beaconSchema } from "@cocoon/protocol/attestation";
import { toHex } from "@cocoon/protocol/bytes";
import * as v from "valibot";
import { AttestationError } from "./attestation-error.ts";
import { readBody } from "./body.ts";

const TIMEOUT_MS = 10_000;
const LARGEST_BYTES = 64 * 1024;

/** What toncenter's v2 API answers; fields that are not read may be there. */
const answerSchema = v.object({
  ok: v.literal(true),
  result: v.object({ last: v.object({ seqno: v.number(), root_hash: v.string() }) }),
});

/**
 * The newest masterchain block, from an HTTP API of the toncenter v2 form. The API is not trusted: a false block makes
 * the worker's own evidence fail where a client looks it up.
 */
export class TonBeaconFeed implements BeaconFeed {
  readonly #source: BeaconSource;
  readonly #url: string;
  readonly #fetch: typeof fetch;

  /** @param api such as https://toncenter.com/api/v2 @param source what the chain behind it is */
  constructor(api: string, source: BeaconSource, fetchImpl: typeof fetch = fetch) {
    this.#source = source;
    this.#url = `${api.replace(/\/+$/, "")}/getMasterchainInfo`;
    this.#fetch = fetchImpl;
  }

  /** @throws AttestationError */
  async latest(): Promise<Beacon> {
    try {
      const { seqno, root_hash } = v.parse(answerSchema, await this.#ask()).result.last;
      const rootHash = toHex(new Uint8Array(Buffer.from(root_hash, "base64")));
      return v.parse(beaconSchema, { source: this.#source, seqno, rootHash });
    } catch {
      throw new AttestationError(
        "The TON API does not answer with a masterchain block; check COCOON_TON_API and this machine's network.",
      );
    }
  }

  async #ask(): Promise<unknown> {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await this.#fetch(this.#url, { signal, redirect: "error" });
    if (!response.ok) throw new Error("no answer");
    return JSON.parse(Buffer.from(await readBody(response, LARGEST_BYTES, signal)).toString("utf8"));
  }
}
