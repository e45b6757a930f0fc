import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WORKER_LINK_PATH } from "@cocoon/protocol/api";
import { serve } from "@hono/node-server";
import { type WebSocket, WebSocketServer } from "ws";

export interface ListenerOptions {
  readonly fetch: (request: Request) => Response | Promise<Response>;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Takes a worker's socket. */
  readonly accept: (socket: WebSocket) => void;
  readonly largestMessageBytes: number;
}

export interface Listener {
  /** `http://host:port` as bound. */
  readonly address: string;
  /** Ends all connections: readers of running answers resume at another proxy. */
  close(): Promise<void>;
}

/** A client that has not sent its whole request by then is cut off; answers may take as long as they do. */
const REQUEST_WITHIN_MS = 30_000;
const HEADERS_WITHIN_MS = 10_000;

/** Listens for clients' requests and workers' links on one port. @throws when the port can't be bound */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const server = await bind(options);
  const sockets = acceptLinks(server, options);
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(":") ? `[${options.host}]` : options.host;
  return { address: `http://${host}:${port}`, close: () => closeAll(server, sockets) };
}

function bind({ fetch, host, port }: ListenerOptions): Promise<Server> {
  return new Promise((resolve, reject) => {
    const serverOptions = { requestTimeout: REQUEST_WITHIN_MS, headersTimeout: HEADERS_WITHIN_MS };
    const server = serve({ fetch, hostname: host, port, serverOptions }) as Server;
    server.once("listening", () => resolve(server));
    server.once("error", reject);
  });
}

function acceptLinks(server: Server, { accept, largestMessageBytes }: ListenerOptions): WebSocketServer {
  const maxPayload = largestMessageBytes;
  const sockets = new WebSocketServer({ noServer: true, maxPayload, perMessageDeflate: false });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    const [path] = (request.url ?? "").split("?", 1);
    if (path !== WORKER_LINK_PATH)
      return socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    sockets.handleUpgrade(request, socket, head, accept);
  });
  return sockets;
}

function closeAll(server: Server, sockets: WebSocketServer): Promise<void> {
  return new Promise((resolve) => {
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
