import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const MOST_BYTES = 64 * 1024;
const MOST_KEPT = 100;
const HEARTBEAT_MS = 5_000;

interface Kept {
  readonly id: number;
  readonly text: string;
  readonly untilMs: number;
}

/** What a bridge was asked, for a test to look at. */
export interface BridgeCall {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage["headers"];
}

/**
 * A SIMULATED HTTP bridge of TON Connect: keeps sealed messages for a session until it listens, by TON Connect's bridge
 * specification. It stands for the wallet makers' own, on one machine and in memory.
 */
export class SimulatedBridge {
  readonly calls: BridgeCall[] = [];
  readonly #kept = new Map<string, Kept[]>();
  readonly #listeners = new Map<string, Set<ServerResponse>>();
  #lastId = 0;

  /** Answers what is a bridge's, below `/bridge`. @returns whether it did */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://bridge.invalid");
    if (!pathname.startsWith("/bridge/")) return false;
    const { method = "", headers } = request;
    const query = Object.fromEntries(searchParams);
    if (this.calls.length < MOST_KEPT) this.calls.push({ method, path: pathname, query, headers });
    if (method === "GET" && pathname === "/bridge/events") this.#listen(query, response);
    else if (method === "POST" && pathname === "/bridge/message") void this.#take(query, request, response);
    else response.writeHead(404).end();
    return true;
  }

  close(): void {
    for (const open of this.#listeners.values()) for (const response of open) response.end();
    this.#listeners.clear();
  }

  #listen({ client_id = "", last_event_id = "0" }: Record<string, string>, response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
    response.write("\n");
    const sessions = client_id.split(",");
    const heartbeat = setInterval(() => response.write("event: heartbeat\n\n"), HEARTBEAT_MS);
    for (const session of sessions) {
      const open = this.#listeners.get(session) ?? new Set();
      this.#listeners.set(session, open.add(response));
      for (const { id, text, untilMs } of this.#kept.get(session) ?? [])
        if (id > Number(last_event_id) && untilMs > Date.now()) response.write(text);
    }
    response.once("close", () => {
      clearInterval(heartbeat);
      for (const session of sessions) this.#listeners.get(session)?.delete(response);
    });
  }

  async #take(
    { client_id: from = "", to = "", ttl = "300" }: Record<string, string>,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const message = await textOf(request);
    if (message === null) return void response.writeHead(413).end();
    this.#lastId += 1;
    const data = JSON.stringify({ from, message });
    const text = `event: message\nid: ${this.#lastId}\ndata: ${data}\n\n`;
    const untilMs = Date.now() + Number(ttl) * 1000;
    const kept = [...(this.#kept.get(to) ?? []), { id: this.#lastId, text, untilMs }].slice(-MOST_KEPT);
    this.#kept.set(to, kept);
    for (const listener of this.#listeners.get(to) ?? []) listener.write(text);
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ message: "OK", statusCode: 200 }));
  }
}

async function textOf(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    length += (part as Buffer).length;
    if (length > MOST_BYTES) return null;
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString("utf8");
}

export interface RunningServer {
  /** `http://127.0.0.1:port`. */
  readonly origin: string;
  close(): Promise<void>;
}

/** On the loopback address. @param port 0 takes a free one */
export async function startLocalServer(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
  port = 0,
): Promise<RunningServer> {
  const server: Server = createServer(handle);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
