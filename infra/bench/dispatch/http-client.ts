import { Agent, type IncomingMessage, request } from "node:http";
import { HEADERS, MEDIA, StreamRecordDecoder } from "@cocoon/protocol/api";
import type { Secret } from "@cocoon/protocol/bytes";
import type { ReadyJob } from "../stub/job.ts";
import { CEILING, QUOTE } from "../stub/request.ts";
import { BenchError } from "../suite.ts";

/**
 * As much of a client as lies between post and end: it posts the sealed bytes and reads every frame, and opens none.
 * Lean, because it takes its time from the same cores as the proxy that is measured.
 */
export class HttpClient {
  readonly #origin: string;
  readonly #authorization: string;
  readonly #agent: Agent;

  constructor(origin: string, apiKey: Secret<string>, connections: number) {
    this.#origin = origin;
    this.#authorization = `Bearer ${apiKey.reveal()}`;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** Resolves at the end of the job's stream. @throws BenchError unless it is a good one */
  async perform({ jobId, envelope }: ReadyJob): Promise<void> {
    const posted = await this.#send("POST", "/v1/jobs", envelope);
    for await (const _ of posted);
    if (posted.statusCode !== 202)
      throw new BenchError(`A job was refused with status ${posted.statusCode}.`);
    await this.#readToEnd(await this.#send("GET", `/v1/jobs/${jobId}/frames?from=0`, null));
  }

  close(): void {
    this.#agent.destroy();
  }

  async #readToEnd(response: IncomingMessage): Promise<void> {
    if (response.statusCode !== 200)
      throw new BenchError(`Frames were refused with status ${response.statusCode}.`);
    const decoder = new StreamRecordDecoder();
    let frames = 0;
    let state: string | null = null;
    for await (const chunk of response as AsyncIterable<Buffer>)
      for (const record of decoder.push(chunk)) {
        if (record.type === "frame") frames += 1;
        else if (record.type === "end") state = record.status.state;
      }
    if (state !== "done" || frames === 0)
      throw new BenchError(`A job ended as ${state} after ${frames} frames.`);
  }

  #send(method: string, path: string, body: Uint8Array | null): Promise<IncomingMessage> {
    const headers = {
      authorization: this.#authorization,
      ...(body && {
        "content-type": MEDIA.envelope,
        "content-length": body.length,
        [HEADERS.quote]: QUOTE,
        [HEADERS.priceCeiling]: CEILING.toString(),
      }),
    };
    return new Promise((resolve, reject) => {
      const sent = request(this.#origin + path, { method, headers, agent: this.#agent }, resolve);
      sent.once("error", reject);
      sent.end(body ?? undefined);
    });
  }
}
