import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Answer, answer, answerRpc, isObject, isOfChaos, refused } from "./answer.ts";
import type { Context } from "./context.ts";
import { malformed, Refusal } from "./refusal.ts";

/** A message of 64 KiB in base64, with room around it. */
const LARGEST_BODY_BYTES = 256 * 1024;
const REQUEST_MS = 10_000;
const PATH = /^\/api\/v2\/([A-Za-z_]{1,64})$/;

/** As toncenter does it: pages of any origin may ask. It listens on the loopback address only. */
const HEADERS = {
  "content-type": "application/json",
  "cache-control": "no-store",
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "content-type, x-api-key, x-ton-client-version",
  "x-cocoon-chain": "SIMULATED",
};

/** Serves the API on the loopback address. @param port 0 for any free one */
export async function serve(context: Context, port: number): Promise<{ server: Server; port: number }> {
  const server = createServer((request, response) => {
    void handle(context, request, response).catch(() => response.destroy());
  });
  server.requestTimeout = REQUEST_MS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return { server, port: (server.address() as AddressInfo).port };
}

interface Call {
  readonly method: unknown;
  readonly perform: () => Promise<Answer>;
}

async function handle(context: Context, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === "OPTIONS") return void response.writeHead(204, HEADERS).end();
  const { method, perform } = await readCall(context, request).catch(refusedCall);
  const { status, body } = await perform();
  if (!isOfChaos(method) && !(await context.chaos.beforeAnswer())) return void response.destroy();
  response.writeHead(status, HEADERS).end(JSON.stringify(body));
}

function refusedCall(error: unknown): Call {
  if (!(error instanceof Refusal)) throw error;
  return { method: null, perform: async () => refused(error) };
}

/** @throws Refusal */
async function readCall(context: Context, request: IncomingMessage): Promise<Call> {
  const url = new URL(request.url ?? "/", "http://chain");
  const [, name] = PATH.exec(url.pathname) ?? [];
  if (name === undefined) throw new Refusal(404, "Nothing is here; the API is under /api/v2/.");
  if (name === "jsonRPC") {
    const rpc = await readJson(request);
    return { method: isObject(rpc) ? rpc["method"] : null, perform: () => answerRpc(context, rpc) };
  }
  const params = request.method === "POST" ? await readJson(request) : Object.fromEntries(url.searchParams);
  return { method: name, perform: () => answer(context, name, params) };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  if (request.method !== "POST") throw new Refusal(405, "The method takes POST with JSON.");
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY_BYTES) throw new Refusal(413, `The body is over ${LARGEST_BODY_BYTES} bytes.`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8")) as unknown;
  } catch {
    throw malformed("The body is not JSON.");
  }
}
