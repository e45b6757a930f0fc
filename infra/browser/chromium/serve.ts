import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Served {
  readonly type: string;
  readonly body: string | Uint8Array;
  /** How the body is compressed already. */
  readonly encoding?: "gzip";
}

export interface Site {
  /** `http://127.0.0.1:port`: as secure a context as https, so that a page has WebCrypto. */
  readonly origin: string;
  close(): Promise<void>;
}

/** Serves exactly these, by path, to this machine alone. */
export async function serveSite(files: ReadonlyMap<string, Served>): Promise<Site> {
  const server = createServer((request, response) => {
    const found = files.get(request.url ?? "");
    response.writeHead(found ? 200 : 404, {
      "content-type": found?.type ?? "text/plain",
      ...(found?.encoding && { "content-encoding": found.encoding }),
    });
    response.end(found?.body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
