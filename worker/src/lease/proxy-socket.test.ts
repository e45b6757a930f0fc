import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { ManualClock } from "../testing/manual-clock.ts";
import { ProxySocket } from "./proxy-socket.ts";

let server: WebSocketServer;
let origin: string;
let clock: ManualClock;

beforeEach(async () => {
  server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  clock = new ManualClock();
});
afterEach(async () => {
  for (const socket of server.clients) socket.terminate();
  await new Promise((resolve) => server.close(resolve));
});

function dial(to = origin) {
  let closed: (reason: string) => void = () => undefined;
  const over = new Promise<string>((resolve) => {
    closed = resolve;
  });
  let greeted: () => void = () => undefined;
  const greeting = new Promise<void>((resolve) => {
    greeted = resolve;
  });
  const events = { text: () => greeted(), binary: () => undefined, closed };
  return { socket: new ProxySocket(to, events, clock), over, greeting };
}

/** A socket that both ends know to be open. */
async function connect() {
  const connection = once(server, "connection") as Promise<[WebSocket]>;
  const dialled = dial();
  const [theirs] = await connection;
  theirs.send("hello");
  await dialled.greeting;
  return { ...dialled, theirs };
}

describe("the socket to the proxy", () => {
  it("tells why it closed when nobody listens", async () => {
    const { over } = dial("http://127.0.0.1:9");
    expect(await over).toContain("ECONNREFUSED");
  });

  it("pings, and hangs up on a proxy that does not answer until the next time", async () => {
    const { over, theirs } = await connect();
    const pinged = new Promise<void>((resolve) => theirs.once("ping", () => resolve()));
    clock.advance(15_000);
    await pinged;
    theirs.pause();
    // One of the two finds what came before the pause, the other nothing.
    clock.advance(15_000);
    clock.advance(15_000);
    expect(await over).toBe("the proxy is silent");
    theirs.resume();
  });

  it("stays with a proxy that answers", async () => {
    const { socket, over, theirs } = await connect();
    for (let i = 0; i < 3; i++) {
      const pinged = new Promise<void>((resolve) => theirs.once("ping", () => resolve()));
      clock.advance(15_000);
      await pinged;
      // Answered behind the pong on the same connection, so that has arrived too.
      const answered = new Promise<void>((resolve) => theirs.once("pong", () => resolve()));
      theirs.ping();
      await answered;
    }
    expect(socket.isOpen).toBe(true);
    socket.terminate("test over");
    await over;
  });

  it("refuses a message longer than any that a proxy sends", async () => {
    const { over, theirs } = await connect();
    theirs.send("x".repeat(1_100_000));
    expect(await over).toContain("WS_ERR_UNSUPPORTED_MESSAGE_LENGTH");
  });

  it("is not ready while much waits in this machine, until the proxy reads again", async () => {
    const { socket, over, theirs } = await connect();
    await socket.ready();
    theirs.pause();
    // More than the system's own buffers on both sides take.
    for (let i = 0; i < 64; i++) socket.send(new Uint8Array(1 << 20));
    let ready = false;
    const readiness = socket.ready().then(() => {
      ready = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(ready).toBe(false);
    theirs.resume();
    await readiness;
    socket.terminate("test over");
    expect(await over).toBe("test over");
  });

  it("becomes ready when it is closed while much waits", async () => {
    const { socket, over, theirs } = await connect();
    theirs.pause();
    for (let i = 0; i < 64; i++) socket.send(new Uint8Array(1 << 20));
    const readiness = socket.ready();
    socket.terminate("cut");
    await readiness;
    expect(await over).toBe("cut");
    theirs.resume();
  });

  it("hangs up on a proxy that does not answer its goodbye", async () => {
    const { socket, over, theirs } = await connect();
    theirs.pause();
    socket.close();
    clock.advance(2_000);
    expect(await over).toBe("closed by this worker");
    theirs.resume();
  });
});
