import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KNOWN_WALLETS } from "../bridge/wallets.ts";
import { EventReader } from "../testing/event-reader.ts";
import { type RunningServer, SimulatedBridge, startLocalServer } from "../testing/simulated-bridge.ts";
import { SIMULATED_WALLET_APP } from "../testing/simulated-wallet-app.ts";
import { soon } from "../testing/test-client.ts";
import { TestNetwork } from "../testing/test-network.ts";

const PAGE = "aa".repeat(32);
const WALLET = "bb".repeat(32);
const SEALED = Buffer.from("sealed by a page").toString("base64");

describe("the relay of wallets' bridges", () => {
  const bridge = new SimulatedBridge();
  const odd: ServerResponse[] = [];
  let upstream: RunningServer;
  let network: TestNetwork;
  const at = (path: string) => `${network.proxy.origin}${path}`;
  const post = (query: string, body: BodyInit = SEALED, wallet = "simulated") =>
    fetch(at(`/bridge/${wallet}/message?${query}`), { method: "POST", body });
  const codeOf = async (response: Response) => ((await response.json()) as { readonly code: string }).code;
  const listen = async (query: string, headers: Record<string, string> = {}) => {
    const response = await fetch(at(`/bridge/simulated/events?${query}`), { headers });
    expect(response.status).toBe(200);
    return new EventReader(response);
  };
  const messageOf = async (reader: EventReader): Promise<Record<string, string>> => {
    for (;;) {
      const event = await reader.next();
      if (event["data"] !== undefined) return event;
    }
  };

  beforeAll(async () => {
    upstream = await startLocalServer((request, response) => {
      if (bridge.handle(request, response)) return;
      if (request.url?.startsWith("/moved")) return void response.writeHead(302, { location: "/x" }).end();
      if (request.url?.startsWith("/full")) return void response.writeHead(429).end();
      odd.push(response.writeHead(200, { "content-type": "text/event-stream" }));
      response.flushHeaders();
    });
    const named = (id: string, path: string) => ({
      ...SIMULATED_WALLET_APP,
      id,
      bridgeUrl: `${upstream.origin}${path}`,
    });
    network = await TestNetwork.open({
      wallets: [
        named("simulated", "/bridge"),
        named("moved", "/moved"),
        named("full", "/full"),
        named("odd", "/odd"),
        { ...SIMULATED_WALLET_APP, id: "away", bridgeUrl: "http://127.0.0.1:1/bridge" },
        KNOWN_WALLETS[1] as (typeof KNOWN_WALLETS)[number],
      ],
    });
  }, OPEN_TIMEOUT_MS);
  afterAll(async () => {
    await network.close();
    bridge.close();
    await upstream.close();
  });

  it("carries messages both ways, byte for byte", async () => {
    const page = await listen(`client_id=${PAGE}`);
    const sent = await post(`client_id=${WALLET}&to=${PAGE}&ttl=300`);
    expect([sent.status, await sent.json()]).toEqual([200, { message: "OK", statusCode: 200 }]);
    const event = await messageOf(page);
    expect(JSON.parse(event["data"] ?? "")).toEqual({ from: WALLET, message: SEALED });
    await page.close();
  });

  it("takes a stream up from the last event that was seen", async () => {
    for (const body of ["Zmlyc3Q=", "c2Vjb25k"]) await post(`client_id=${PAGE}&to=${WALLET}&ttl=300`, body);
    const first = await listen(`client_id=${WALLET}`);
    const { id = "" } = await messageOf(first);
    await first.close();
    for (const headers of [{}, { "last-event-id": id }]) {
      const again = await listen(
        `client_id=${WALLET}${"last-event-id" in headers ? "" : `&last_event_id=${id}`}`,
        headers as Record<string, string>,
      );
      expect(JSON.parse((await messageOf(again))["data"] ?? "")).toMatchObject({ message: "c2Vjb25k" });
      await again.close();
    }
  });

  it("tells the bridge nothing of the person: no header, no address, no counting parameter", async () => {
    const before = bridge.calls.length;
    await fetch(
      at(`/bridge/simulated/message?client_id=${PAGE}&to=${WALLET}&ttl=9&topic=sendTransaction&trace_id=1`),
      {
        method: "POST",
        body: SEALED,
        headers: {
          "user-agent": "somebody's phone",
          cookie: "a=b",
          "x-forwarded-for": "203.0.113.7",
          referer: "http://127.0.0.1/app/",
          "accept-language": "ru",
        },
      },
    );
    const call = bridge.calls[before];
    expect(call?.query).toEqual({ client_id: PAGE, to: WALLET, ttl: "9", topic: "sendTransaction" });
    expect(call?.headers["origin"]).toBe(network.proxy.origin);
    for (const name of ["cookie", "x-forwarded-for", "referer", "authorization"])
      expect(call?.headers[name]).toBeUndefined();
    expect(JSON.stringify(call?.headers)).not.toMatch(/phone|"ru"/);
  });

  it("ends the bridge's stream when the reader goes", async () => {
    const reading = new AbortController();
    const { signal } = reading;
    await fetch(at(`/bridge/odd/events?client_id=${PAGE}`), { signal });
    const response = odd.at(-1) as ServerResponse;
    const closed = once(response, "close");
    reading.abort();
    await closed;
  });

  it("cuts off an event that is longer than any message", async () => {
    const response = await fetch(at(`/bridge/odd/events?client_id=${PAGE}`));
    odd.at(-1)?.write(`data: ${"x".repeat(300_000)}`);
    const text = await response.text();
    expect(text.length).toBeLessThan(300_000);
  });

  it.each([
    [
      "a wallet that is not named",
      `client_id=${PAGE}&to=${WALLET}&ttl=300`,
      SEALED,
      "nobody",
      404,
      "not_found",
    ],
    ["no session", `to=${WALLET}&ttl=300`, SEALED, "simulated", 400, "malformed_request"],
    [
      "a session that is none",
      `client_id=x&to=${WALLET}&ttl=300`,
      SEALED,
      "simulated",
      400,
      "malformed_request",
    ],
    [
      "a session twice",
      `client_id=${PAGE}&client_id=${PAGE}&to=${WALLET}&ttl=1`,
      SEALED,
      "simulated",
      400,
      "malformed_request",
    ],
    [
      "a life without end",
      `client_id=${PAGE}&to=${WALLET}&ttl=9999999`,
      SEALED,
      "simulated",
      400,
      "malformed_request",
    ],
    [
      "what anybody could read",
      `client_id=${PAGE}&to=${WALLET}&ttl=300`,
      '{"method":"x"}',
      "simulated",
      400,
      "malformed_request",
    ],
    [
      "too much",
      `client_id=${PAGE}&to=${WALLET}&ttl=300`,
      "A".repeat(65_537),
      "simulated",
      413,
      "body_too_large",
    ],
    ["a bridge that is away", `client_id=${PAGE}&to=${WALLET}&ttl=300`, SEALED, "away", 503, "unavailable"],
    [
      "a bridge that points elsewhere",
      `client_id=${PAGE}&to=${WALLET}&ttl=300`,
      SEALED,
      "moved",
      503,
      "unavailable",
    ],
    [
      "a bridge that has enough",
      `client_id=${PAGE}&to=${WALLET}&ttl=300`,
      SEALED,
      "full",
      429,
      "rate_limited",
    ],
  ])("refuses %s", async (_, query, body, wallet, status, code) => {
    const response = await post(query, body, wallet);
    expect([response.status, await codeOf(response)]).toEqual([status, code]);
  });

  it("limits what one session sends and holds open", async () => {
    const session = "cc".repeat(32);
    const begunMs = Date.now();
    const sent = await Promise.all(
      Array.from({ length: 120 }, () => post(`client_id=${session}&to=${WALLET}&ttl=300`)),
    );
    // Sixty at once, and one more for each second that they took.
    const most = 61 + (Date.now() - begunMs) / 1000;
    const taken = sent.filter(({ status }) => status === 200).length;
    expect(taken).toBeGreaterThanOrEqual(60);
    expect(taken).toBeLessThanOrEqual(most);
    const open = await Promise.all(
      Array.from({ length: 17 }, () => fetch(at(`/bridge/simulated/events?client_id=${session}`))),
    );
    const refused = open.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(1);
    await Promise.all(open.map(async ({ body }) => body?.cancel()));
    await soon(async () => {
      const again = await fetch(at(`/bridge/simulated/events?client_id=${session}`));
      await again.body?.cancel();
      expect(again.status).toBe(200);
    });
  });

  it("is no way to read by HEAD, nor to do anything else", async () => {
    const query = `client_id=${PAGE}`;
    expect((await fetch(at(`/bridge/simulated/events?${query}`), { method: "HEAD" })).status).toBe(405);
    expect((await fetch(at("/bridge/simulated/message"))).status).toBe(405);
    expect((await fetch(at(`/bridge/simulated/verify?${query}`))).status).toBe(405);
  });

  it("says in the log that a bridge is away, once, and never what it carried", async () => {
    await post(`client_id=${PAGE}&to=${WALLET}&ttl=300`, SEALED, "away");
    const lines = network.logged.filter(({ event }) => event === "bridge_away");
    expect(lines.map(({ fields }) => fields["wallet"]).filter((id) => id === "away")).toHaveLength(1);
    expect(JSON.stringify(network.logged)).not.toMatch(new RegExp(`${PAGE}|${WALLET}|${SEALED}`));
  });

  it("lists wallets with our own relay and icons, in TON Connect's form", async () => {
    const response = await fetch(at("/app/wallets.json"));
    const wallets = (await response.json()) as Record<string, unknown>[];
    expect(wallets.find(({ app_name: name }) => name === "tonkeeper")).toMatchObject({
      name: "Tonkeeper",
      image: "/app/wallets/tonkeeper.svg",
      universal_url: "https://app.tonkeeper.com/ton-connect",
      bridge: [
        { type: "sse", url: at("/bridge/tonkeeper") },
        { type: "js", key: "tonkeeper" },
      ],
    });
    const manifest = await fetch(at("/app/tonconnect-manifest.json"));
    expect(manifest.headers.get("access-control-allow-origin")).toBe("*");
    expect(await manifest.json()).toMatchObject({ url: network.proxy.origin, name: "Cocoon" });
  });
});
