import { randomInt } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { SimulatedBridge, startLocalServer } from "@cocoon/proxy/testing/bridge";
import type { ConnectRequest } from "@tonconnect/protocol";
import type { Says } from "../connect/scripted.ts";
import { Connections } from "./connections.ts";
import { walletPage, WALLET_PAGE_HEADERS } from "./page.ts";
import { peopleOf, type PeopleOptions } from "./people.ts";

export interface WalletAppOptions extends PeopleOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Where its connections are kept. */
  readonly connectionsFile: string;
}

/** A SIMULATED wallet's program: its HTTP bridge at `/bridge` and the page that links of TON Connect open. */
export interface WalletApp {
  readonly origin: string;
  readonly bridgeUrl: string;
  /** What its people say to everything they are asked from now on. */
  says(answer: Says): void;
  close(): Promise<void>;
}

const COOKIE = "cocoon-simulated-wallet";
/** So long does a browser remember whose wallet it holds. */
const YEAR_SECONDS = 31_536_000;

/** Nobody is asked: whoever follows a link to it is connected by the wallet of their browser, and every request is confirmed. */
export async function startWalletApp(options: WalletAppOptions): Promise<WalletApp> {
  const bridge = new SimulatedBridge();
  let bridgeUrl = "";
  const connections = new Connections({
    bridgeUrl: () => bridgeUrl,
    openWallet: peopleOf(options),
    file: options.connectionsFile,
  });
  const server = await startLocalServer((request, response) => {
    if (!bridge.handle(request, response)) void showPage(request, response, connections);
  }, options.port);
  bridgeUrl = `${server.origin}/bridge`;
  await connections.restore();
  return {
    origin: server.origin,
    bridgeUrl,
    says: (answer) => {
      connections.says = answer;
    },
    close: async () => {
      connections.close();
      bridge.close();
      await server.close();
    },
  };
}

async function showPage(
  request: IncomingMessage,
  response: ServerResponse,
  connections: Connections,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://wallet.invalid");
  if (request.method !== "GET" || pathname !== "/connect") return void response.writeHead(404).end();
  const person = personOf(request.headers.cookie ?? "") ?? randomInt(1, 2 ** 47);
  const cookie = `${COOKIE}=${person}; Path=/connect; HttpOnly; SameSite=Lax; Max-Age=${YEAR_SECONDS}`;
  const [title, text] = await followed(searchParams, person, connections);
  response.writeHead(200, { ...WALLET_PAGE_HEADERS, "set-cookie": cookie }).end(walletPage(title, text));
}

function personOf(cookies: string): number | null {
  const found = new RegExp(`(?:^|; )${COOKIE}=([1-9][0-9]{0,14})(?:;|$)`).exec(cookies);
  return found ? Number(found[1]) : null;
}

/** @returns title and text of the page */
async function followed(
  link: URLSearchParams,
  person: number,
  connections: Connections,
): Promise<readonly [string, string]> {
  const appId = link.get("id") ?? "";
  const request = requestOf(link.get("r") ?? "");
  if (!/^[0-9a-f]{64}$/.test(appId) || !request)
    return ["Confirmed", "This wallet says yes to everything it is asked. Go back to Cocoon."];
  const connected = await connections.connect(appId, person, request).catch(() => null);
  if (connected === null)
    return [
      "Not connected",
      "The app or the chain could not be reached; start the local network and try again.",
    ];
  if (!connected) return ["Declined", "This wallet was told to say no. Go back to Cocoon."];
  return ["Connected", "It has coins of no worth and says yes to everything it is asked. Go back to Cocoon."];
}

function requestOf(text: string): ConnectRequest | null {
  try {
    const request = JSON.parse(text) as ConnectRequest;
    return typeof request.manifestUrl === "string" && Array.isArray(request.items) ? request : null;
  } catch {
    return null;
  }
}
