import {
  createServer,
  request as send,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";

/** What the man in the middle does to answers of some address. */
export interface Tampering {
  /** Such as `/v1/jobs/…/frames`, without the query. */
  readonly path: RegExp;
  /** Changes the whole body; the answer's length follows. */
  readonly body?: (body: Uint8Array) => Uint8Array | Promise<Uint8Array>;
  /** Changes a body as it comes. */
  readonly stream?: (body: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
}

/**
 * Stands between the browser and the proxy: a real HTTP relay that passes everything on, bytes as they come, except what a
 * story has it change. It has no key of anybody.
 */
export class Wire {
  readonly #server: Server;
  readonly #target: URL;
  #tamperings: readonly Tampering[] = [];
  #cut = false;

  private constructor(target: URL) {
    this.#target = target;
    this.#server = createServer((request, response) => void this.#relay(request, response));
  }

  /** @param target the proxy's origin */
  static async start(target: string): Promise<Wire> {
    const wire = new Wire(new URL(target));
    await new Promise<void>((resolve, reject) => {
      wire.#server.once("error", reject);
      wire.#server.listen(0, "127.0.0.1", resolve);
    });
    return wire;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Tampers while `work` is done. */
  async tampered<T>(tamperings: readonly Tampering[], work: () => Promise<T>): Promise<T> {
    this.#tamperings = tamperings;
    try {
      return await work();
    } finally {
      this.#tamperings = [];
    }
  }

  /** As a phone in a lift: what is open breaks, and nothing more gets through while `work` is done. */
  async cut<T>(work: () => Promise<T>): Promise<T> {
    this.#cut = true;
    this.#server.closeAllConnections();
    try {
      return await work();
    } finally {
      this.#cut = false;
    }
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #relay(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#cut) return void request.destroy();
    const { method, url = "/" } = request;
    const path = url.split("?", 1)[0] as string;
    const tampering = this.#tamperings.find((one) => one.path.test(path));
    const headers = { ...request.headers };
    // What is to be changed must be readable.
    if (tampering) delete headers["accept-encoding"];
    const { hostname: host, port } = this.#target;
    const upstream = send({ host, port, method, path: url, headers });
    const gone = () => upstream.destroy();
    response.once("close", gone);
    upstream.once("error", () => response.destroy());
    upstream.once("response", (answer) => void this.#answer(answer, response, tampering));
    request.pipe(upstream);
  }

  async #answer(answer: IncomingMessage, response: ServerResponse, tampering?: Tampering): Promise<void> {
    const headers = { ...answer.headers };
    try {
      if (tampering?.body) {
        const body = await tampering.body(new Uint8Array(await buffer(answer)));
        delete headers["transfer-encoding"];
        response.writeHead(answer.statusCode ?? 502, { ...headers, "content-length": body.length }).end(body);
        return;
      }
      if (tampering?.stream) delete headers["content-length"];
      response.writeHead(answer.statusCode ?? 502, headers);
      response.flushHeaders();
      await pipeline(tampering?.stream ? Readable.from(tampering.stream(answer)) : answer, response);
    } catch {
      // Either side hung up: so does the wire.
      response.destroy();
    }
  }
}
