import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { Heartbeat } from "./heartbeat.ts";

const FAST = { pingEveryMs: 20, silentMs: 200 };

describe("the heartbeat", () => {
  let server: WebSocketServer;
  beforeAll(async () => {
    server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    await once(server, "listening");
  });
  afterAll(() => server.close());

  const pair = async () => {
    const peer = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const [[socket]] = (await Promise.all([once(server, "connection"), once(peer, "open")])) as [
      [WebSocket],
      unknown,
    ];
    return { peer, socket };
  };

  it("hears a peer that only answers pings", async () => {
    const { peer, socket } = await pair();
    let silent = false;
    const heartbeat = new Heartbeat(socket, () => (silent = true), FAST);
    for (let pongs = 0; pongs < 20; pongs++) await once(socket, "pong");
    expect(silent).toBe(false);
    heartbeat.stop();
    peer.terminate();
  });

  it("tells of one whose socket stands and that is silent", async () => {
    const { peer, socket } = await pair();
    peer.pause();
    const begunMs = Date.now();
    const heartbeat = await new Promise<Heartbeat>((resolve) => {
      const made: Heartbeat = new Heartbeat(socket, () => resolve(made), FAST);
    });
    expect(Date.now() - begunMs).toBeGreaterThanOrEqual(FAST.silentMs);
    heartbeat.stop();
    peer.terminate();
  });

  it("does not take our own pause for the peer's silence", async () => {
    const { peer, socket } = await pair();
    let silent = false;
    const heartbeat = new Heartbeat(socket, () => (silent = true), FAST);
    socket.pause();
    const untilMs = Date.now() + 2 * FAST.silentMs;
    while (Date.now() < untilMs) await new Promise((resolve) => setTimeout(resolve, FAST.pingEveryMs));
    socket.resume();
    await once(socket, "pong");
    expect(silent).toBe(false);
    heartbeat.stop();
    peer.terminate();
  });

  it("does not take a process that stood still for the peer's silence", async () => {
    const { peer, socket } = await pair();
    let silent = false;
    const heartbeat = new Heartbeat(socket, () => (silent = true), FAST);
    await once(socket, "pong");
    const untilMs = Date.now() + 2 * FAST.silentMs;
    while (Date.now() < untilMs);
    for (let pongs = 0; pongs < 3; pongs++) await once(socket, "pong");
    expect(silent).toBe(false);
    heartbeat.stop();
    peer.terminate();
  });
});
