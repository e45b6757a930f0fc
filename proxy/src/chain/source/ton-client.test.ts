import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Secret } from "@cocoon/protocol/bytes";
import { Address } from "@ton/core";
import { afterEach, describe, expect, it } from "vitest";
import { TonClientSource } from "./ton-client.ts";

const ADDRESS = Address.parseRaw(`0:${"ab".repeat(32)}`);
const block = (workchain: number) => ({
  "@type": "ton.blockIdExt",
  workchain,
  shard: "-9223372036854775808",
  seqno: 7,
  root_hash: "",
  file_hash: "",
});
const information = (workchain: number, hash = Buffer.alloc(32, 5).toString("base64")) => ({
  balance: "12",
  state: "active",
  data: "",
  code: "",
  last_transaction_id: { "@type": "internal.transactionId", lt: "9", hash },
  block_id: block(workchain),
  sync_utime: 1,
});

/** What an endpoint over HTTP can do to us: every failure is typed, in time, and says nothing of the answer. */
describe("the TON endpoint", () => {
  let server: Server | null = null;
  afterEach(() => server?.closeAllConnections() ?? server?.close());

  async function serving(listener: RequestListener, timeoutMs = 5_000): Promise<TonClientSource> {
    const started = createServer(listener);
    server = started;
    await new Promise<void>((resolve) => {
      started.listen(0, "127.0.0.1", resolve);
    });
    const { port } = started.address() as AddressInfo;
    return new TonClientSource({
      url: `http://127.0.0.1:${port}/`,
      apiKey: new Secret("hunter2"),
      timeoutMs,
    });
  }
  const answering = (result: unknown, status = 200) =>
    serving((_, response) => response.writeHead(status).end(JSON.stringify({ ok: status === 200, result })));

  it("tells an account's state at a masterchain block, and gives its key as a header", async () => {
    let key: unknown;
    const source = await serving((request, response) => {
      key = request.headers["x-api-key"];
      response.end(JSON.stringify({ ok: true, result: information(-1) }));
    });
    expect(await source.account(ADDRESS)).toEqual({
      balanceNanoton: 12n,
      isActive: true,
      last: { lt: 9n, hash: "05".repeat(32) },
      seqno: 7,
      timeS: 1,
    });
    expect(key).toBe("hunter2");
  });

  it("is not believed about a state at a block that the masterchain does not refer to", async () => {
    const source = await answering(information(0));
    await expect(source.account(ADDRESS)).rejects.toMatchObject({ code: "malformed" });
  });

  it.each([
    ["is out of requests", 429, "rate_limited"],
    ["is down", 502, "unreachable"],
    ["wants no such request", 422, "refused"],
  ])("that %s is told by its status", async (_, status, code) => {
    const source = await answering(null, status);
    await expect(source.head()).rejects.toMatchObject({ name: "ChainError", code });
  });

  it.each([
    ["of another form", { latest: 1 }],
    ["with a hash that is none", information(-1, "AAAA")],
    ["that is nothing", null],
  ])("with an answer %s is malformed", async (_, result) => {
    const source = await answering(result);
    await expect(source.account(ADDRESS)).rejects.toMatchObject({ code: "malformed" });
  });

  it("that reports a failure is quoted nowhere", async () => {
    const source = await serving((_, response) =>
      response.end(JSON.stringify({ ok: false, error: "cannot find hunter2" })),
    );
    const failure = await source.send(new Uint8Array(4)).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "refused" });
    expect(String(failure)).not.toContain("hunter2");
  });

  it("whose answer never ends is cut off by its size, one that never comes by time", async () => {
    const endless = await serving((_, response) => {
      const write = () => {
        while (response.write(Buffer.alloc(1 << 20, 32)));
      };
      response.on("drain", write);
      write();
    });
    await expect(endless.head()).rejects.toMatchObject({ code: "too_large" });
    const silent = await serving(() => undefined, 50);
    await expect(silent.head()).rejects.toMatchObject({ code: "timeout" });
  });

  it("that is not there is unreachable", async () => {
    const source = await answering({});
    server?.close();
    server?.closeAllConnections();
    await expect(source.head()).rejects.toMatchObject({ code: "unreachable" });
  });
});
