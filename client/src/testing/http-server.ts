import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

export interface LocalServer {
  readonly url: string;
  close(): void;
}

/** Serves what a `fetch` answers on a free local port, for code that makes its own connections. */
export async function serveLocally(answer: typeof fetch): Promise<LocalServer> {
  const server = createServer((request, response) => {
    void respond(request).then(async (result) => {
      response.writeHead(result.status, Object.fromEntries(result.headers));
      response.end(new Uint8Array(await result.arrayBuffer()));
    });
  });
  const respond = async (request: IncomingMessage): Promise<Response> => {
    const method = request.method ?? "GET";
    const body = method === "POST" ? new Uint8Array(await buffer(request)) : null;
    return answer(`http://local${request.url}`, { method, body });
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
