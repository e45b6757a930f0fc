import { randomBytes } from "node:crypto";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Database } from "@cocoon/db/connection";
import { WORKER_LINK_PATH } from "@cocoon/protocol/api";
import type { AppraisalPolicy } from "@cocoon/protocol/attestation";
import { serve } from "@hono/node-server";
import { WebSocketServer } from "ws";
import { createApp } from "./app.ts";
import { concludeOrphan } from "./billing/orphans.ts";
import { Settlement } from "./billing/settlement.ts";
import { Sweeper } from "./billing/sweeper.ts";
import type { Bus } from "./bus/port.ts";
import { LARGEST_MESSAGE_BYTES, LinkHub } from "./links/hub.ts";
import { LiveChecks } from "./links/live-checks.ts";
import type { Log } from "./log.ts";
import { Metrics } from "./metrics.ts";
import type { JobQueue } from "./queue/port.ts";
import type { NodeDirectory } from "./registry/directory.ts";
import type { Relay } from "./relay/port.ts";
import { ApiKeys } from "./routes/api-keys.ts";
import type { Services } from "./services.ts";

/** Where state lives and how this proxy behaves; the parts it stands on are chosen by the caller. */
export interface ProxyOptions {
  readonly database: Database;
  readonly queue: JobQueue;
  readonly relay: Relay;
  readonly bus: Bus;
  readonly directory: NodeDirectory;
  /** Names this process among the proxies that share the parts above. */
  readonly holder: string;
  /** Which workers may join. */
  readonly policy: AppraisalPolicy;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** What workers dial; null: `http://host:port` of the bound address. */
  readonly publicOrigin: string | null;
  readonly leaseTtlMs: number;
  readonly commissionPpm: number;
  readonly queueLimit: number;
  readonly log: Log;
}

export interface RunningProxy {
  readonly origin: string;
  /** Takes no more jobs, lets running ones end for at most `graceMs`, then closes everything it opened itself. */
  stop(graceMs: number): Promise<void>;
}

/** Starts one proxy: HTTP, worker links, dispatch and settlement. */
export async function startProxy(options: ProxyOptions): Promise<RunningProxy> {
  const { database, queue, relay, bus, directory, holder, policy, leaseTtlMs, commissionPpm, queueLimit, log } = options;
  let stopping = false;
  const metrics = new Metrics();
  const settlement = new Settlement({ database, queue, relay, metrics, commissionPpm });
  const liveChecks: LiveChecks = new LiveChecks(bus, holder, (keyId, id, nonce) => hub.attest(keyId, id, nonce));
  const origin = { value: options.publicOrigin ?? "" };
  const shared = { database, queue, relay, settlement, directory, bus, policy, liveChecks, holder, leaseTtlMs, log };
  const hub: LinkHub = new LinkHub({ ...shared, origin: () => origin.value });
  const services: Services = {
    ...shared,
    hub,
    metrics,
    queueLimit,
    apiKeys: new ApiKeys(database),
    stopping: () => stopping,
  };
  const server = await listen(createApp(services).fetch, options);
  const bound = server.address() as AddressInfo;
  const address = `http://${options.host}:${bound.port}`;
  origin.value ||= address;
  const sockets = acceptLinks(server, hub);
  await queue.start({
    wake: (keyIds) => hub.wake(keyIds),
    isOnline: (keyId) => directory.get(keyId) !== undefined,
    orphan: async (orphan) => void (await settlement.conclude(orphan.key, orphan.terms, concludeOrphan(orphan))),
  });
  const sweeper = new Sweeper({ database, queue, settlement, log });
  log("info", "proxy_ready", { address });

  return {
    origin: address,
    stop: async (graceMs) => {
      stopping = true;
      hub.drain();
      await until(() => hub.running === 0, graceMs);
      await sweeper.close();
      await hub.close();
      sockets.close();
      liveChecks.close();
      await closeServer(server);
      await queue.close();
      await relay.close();
      await directory.close();
      log("info", "proxy_stopped");
    },
  };
}

function listen(fetch: (request: Request) => Response | Promise<Response>, { host, port }: ProxyOptions): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, hostname: host, port }) as Server;
    server.once("listening", () => resolve(server));
    server.once("error", reject);
  });
}

function acceptLinks(server: Server, hub: LinkHub): WebSocketServer {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE_BYTES, perMessageDeflate: false });
  server.on("upgrade", (request, socket, head) => {
    const path = new URL(request.url ?? "/", "http://proxy").pathname;
    if (path !== WORKER_LINK_PATH) return socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n");
    sockets.handleUpgrade(request, socket, head, (link) => hub.accept(link));
  });
  return sockets;
}

/** Closes idle connections at once and running answers with them: their readers resume at another proxy. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Waits for the condition, looking ten times a second, at most so long. */
async function until(condition: () => boolean, atMostMs: number): Promise<void> {
  const latest = Date.now() + atMostMs;
  while (!condition() && Date.now() < latest) await new Promise((resolve) => setTimeout(resolve, 100));
}

export const newHolderName = (): string => randomBytes(8).toString("hex");
