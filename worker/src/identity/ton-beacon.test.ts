import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AttestationError } from "./attestation-error.ts";
import { TonBeaconFeed } from "./ton-beacon.ts";

const HASH = Buffer.alloc(32, 0xab);
let server: Server;
let api: string;
let answer: { readonly status: number; readonly body: string };
let asked: string[];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(answer.status).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  api = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v2`;
});
afterAll(() => server.close());

const block = (seqno: unknown, rootHash: unknown) =>
  JSON.stringify({
    ok: true,
    result: {
      "@type": "blocks.masterchainInfo",
      last: { workchain: -1, seqno, root_hash: rootHash, file_hash: "x" },
    },
  });

const latest = (status: number, body: string) => {
  answer = { status, body };
  asked = [];
  return new TonBeaconFeed(`${api}/`, "ton").latest();
};

describe("the TON beacon", () => {
  it("is the newest masterchain block", async () => {
    const beacon = await latest(200, block(41_000_000, HASH.toString("base64")));
    expect(beacon).toEqual({ source: "ton", seqno: 41_000_000, rootHash: "ab".repeat(32) });
    expect(asked).toEqual(["/api/v2/getMasterchainInfo"]);
  });

  it("is called simulated where the chain is", async () => {
    answer = { status: 200, body: block(7, HASH.toString("base64")) };
    expect((await new TonBeaconFeed(api, "simulated").latest()).source).toBe("simulated");
  });

  it.each([
    ["an error status", 500, "{}"],
    ["no JSON", 200, "<html>"],
    ["an answer of failure", 200, '{"ok":false,"error":"x"}'],
    ["a hash of another length", 200, block(1, HASH.subarray(1).toString("base64"))],
    ["a number that is none", 200, block("1", HASH.toString("base64"))],
    ["a number out of range", 200, block(2 ** 33, HASH.toString("base64"))],
    ["more than any answer has", 200, block(1, "A".repeat(70_000))],
  ])("is refused for %s, with what to do", async (_, status, body) => {
    await expect(latest(status, body)).rejects.toThrow(AttestationError);
    await expect(latest(status, body)).rejects.toThrow("check COCOON_TON_API");
  });

  it("is refused when nobody answers", async () => {
    await expect(new TonBeaconFeed("http://127.0.0.1:9/api/v2", "ton").latest()).rejects.toThrow(
      AttestationError,
    );
  });
});
