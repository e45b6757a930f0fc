import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { CocoonError, problemJson } from "@cocoon/protocol/api";
import { Secret } from "@cocoon/protocol/bytes";
import { afterEach, describe, expect, it } from "vitest";
import { FixRequestError, PayError, RetryLaterError, StopError } from "../errors.ts";
import { Http } from "./http.ts";

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

async function serve(listener: RequestListener): Promise<Http> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return new Http({ proxyUrl: `http://127.0.0.1:${port}`, apiKey: new Secret("ck_test"), fetch });
}

const problem =
  (error: CocoonError): RequestListener =>
  (_request, response) => {
    response.writeHead(error.status, { "content-type": "application/problem+json" });
    response.end(JSON.stringify(problemJson(error)));
  };

/** What a busy program does by itself now and then. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  for (let round = 0; round < 3; round++) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
}

const get = (http: Http, timeoutMs = 5_000) => http.bytes({ path: "/x", timeoutMs }, 1024);

describe("http", () => {
  it.each([
    ["unauthorized", FixRequestError],
    ["queue_full", RetryLaterError],
    ["insufficient_balance", PayError],
    ["cancelled", StopError],
    ["reseal_required", RetryLaterError],
  ] as const)("gives %s the class of its action", async (code, errorClass) => {
    const http = await serve(problem(new CocoonError(code)));
    const failure: unknown = await get(http).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(errorClass);
    expect(failure).toMatchObject({ code });
  });

  it("shows a detail in brackets, without control characters", async () => {
    const http = await serve(problem(new CocoonError("insufficient_balance", "available \u001b[2J0 TON")));
    await expect(get(http)).rejects.toThrow(/lower the ceiling\. \(available {2}\[2J0 TON\)$/);
  });

  it("survives refusals that are no problem document", async () => {
    const http = await serve((_request, response) => response.writeHead(502).end("<html>"));
    await expect(get(http)).rejects.toMatchObject({ code: "unavailable" });
  });

  it("refuses a body over the bound", async () => {
    const http = await serve((_request, response) => response.end(Buffer.alloc(4096)));
    await expect(get(http)).rejects.toMatchObject({ code: "answer_malformed" });
  });

  it("follows no redirect", async () => {
    const http = await serve((_request, response) => response.writeHead(302, { location: "/y" }).end());
    await expect(get(http)).rejects.toMatchObject({ code: "network_failed" });
  });

  it("gives up on a proxy that does not answer in time, and says so", async () => {
    const http = await serve(() => undefined);
    await expect(get(http, 50)).rejects.toThrow(/did not answer in time/);
  });

  it.each([
    ["the caller aborts", (abort: AbortController) => abort.abort(), 20_000, "aborted"],
    ["the proxy falls silent", () => undefined, 1_000, "network_failed"],
  ] as const)(
    "ends a stream when %s, also after its response was collected",
    async (_, act, idleMs, code) => {
      const http = await serve((_request, response) => response.writeHead(200).write("part"));
      const abort = new AbortController();
      const stream = http.stream({ path: "/x", timeoutMs: 5_000, signal: abort.signal }, idleMs);
      await stream.next();
      // Handled at once: it may come while garbage is collected.
      const rest = stream.next().catch((error: unknown) => error);
      await collectGarbage();
      act(abort);
      expect(await rest).toMatchObject({ code });
    },
  );

  it("refuses addresses that are no http origin", () => {
    for (const proxyUrl of ["", "ftp://x", "http://user@x", "javascript:alert(1)"])
      expect(() => new Http({ proxyUrl, apiKey: new Secret("ck_x"), fetch })).toThrow(FixRequestError);
  });
});
