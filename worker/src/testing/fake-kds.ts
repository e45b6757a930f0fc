import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How one request is answered. */
export type KdsAnswer = (response: ServerResponse) => void;

export const bytesOf =
  (bytes: Uint8Array, contentType = "application/octet-stream"): KdsAnswer =>
  (response) =>
    void response.writeHead(200, { "content-type": contentType }).end(bytes);

export const statusOf =
  (status: number, headers: Readonly<Record<string, string>> = {}): KdsAnswer =>
  (response) =>
    void response.writeHead(status, headers).end("an error page");

/** Promises more bytes than come, and hangs up. */
export const cutOff =
  (bytes: Uint8Array): KdsAnswer =>
  (response) => {
    response.writeHead(200, { "content-length": bytes.length });
    response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
  };

/** Begins an answer, does something, and never ends it. */
export const stallThen =
  (bytes: Uint8Array, action: () => void): KdsAnswer =>
  (response) => {
    response.writeHead(200);
    response.write(bytes, action);
  };

export function toPem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}

/** SIMULATED key service of AMD: a real HTTP server on this machine, with the answers that a test gives it. */
export class FakeKds {
  readonly #server: Server;
  readonly #pages = new Map<string, KdsAnswer>();
  readonly #scripted: { readonly about: string; readonly answer: KdsAnswer }[] = [];
  /** Paths that were asked for, in their order. */
  readonly asked: string[] = [];

  private constructor() {
    this.#server = createServer((request, response) => {
      const path = request.url ?? "";
      this.asked.push(path);
      const index = this.#scripted.findIndex(({ about }) => path.includes(about));
      const [scripted] = index === -1 ? [] : this.#scripted.splice(index, 1);
      (scripted?.answer ?? this.#pages.get(path) ?? statusOf(404))(response);
    });
  }

  static async start(): Promise<FakeKds> {
    const kds = new FakeKds();
    await new Promise<void>((resolve) => kds.#server.listen(0, "127.0.0.1", resolve));
    return kds;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** From now on, at this very path. */
  serve(path: string, answer: KdsAnswer): void {
    this.#pages.set(path, answer);
  }

  /** Once, for the next request whose path has `about` in it; several for as many requests. */
  once(about: string, ...answers: readonly KdsAnswer[]): void {
    this.#scripted.push(...answers.map((answer) => ({ about, answer })));
  }

  /** Forgets everything. */
  reset(): void {
    this.#pages.clear();
    this.#scripted.length = 0;
    this.asked.length = 0;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
