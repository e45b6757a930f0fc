import { WebSocket } from "ws";

/** The browser refused a command, or the page failed; the message is the browser's own. */
export class BrowserError extends Error {
  override readonly name = "BrowserError";
}

type Result = Readonly<Record<string, unknown>>;
interface Message {
  readonly id?: number;
  readonly result?: Result;
  readonly error?: { readonly message: string };
}
interface Waiting {
  readonly resolve: (result: Result) => void;
  readonly reject: (error: Error) => void;
}

/** The Chrome DevTools Protocol over its WebSocket: commands out, results in. Events are not listened to. */
export class Devtools {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data: Buffer) => this.#take(JSON.parse(data.toString()) as Message));
    socket.on("close", () => this.#fail("Chromium ended"));
    socket.on("error", (error) => this.#fail(error.message));
  }

  static connect(url: string): Promise<Devtools> {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    return new Promise((resolve, reject) => {
      socket.once("open", () => resolve(new Devtools(socket)));
      socket.once("error", reject);
    });
  }

  /** @throws BrowserError when the browser refuses it, or ends meanwhile */
  send(method: string, params: Result = {}, sessionId?: string): Promise<Result> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) }), (error) => {
        if (error) this.#fail(error.message);
      });
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.readyState === WebSocket.CLOSED) return resolve();
      this.#socket.once("close", () => resolve());
      this.#socket.close();
    });
  }

  #take({ id, result, error }: Message): void {
    const waiting = id === undefined ? undefined : this.#waiting.get(id);
    if (id === undefined || !waiting) return;
    this.#waiting.delete(id);
    if (error) waiting.reject(new BrowserError(error.message));
    else waiting.resolve(result ?? {});
  }

  #fail(message: string): void {
    for (const { reject } of this.#waiting.values()) reject(new BrowserError(message));
    this.#waiting.clear();
  }
}
