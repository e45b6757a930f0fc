import {
  market,
  type Market,
  type OwnerDemand,
  ownerDemand,
  type OwnerMachines,
  ownerMachines,
  ownerPrices,
  type OwnerStatus,
  ownerStatus,
  payNowAnswer,
} from "@cocoon/protocol/api";
import * as v from "valibot";
import { type Engine, EngineError } from "../../engine/port.ts";

type Caller = Pick<Engine, "request">;

/** All that the screen of earnings shows. Amounts are decimal text of nanoton, as the proxy tells them. */
export interface Earnings {
  readonly status: OwnerStatus;
  readonly machines: OwnerMachines["machines"];
  readonly demand: OwnerDemand["models"];
}

/** Why nobody's earnings can be shown: no wallet has proved itself yet. */
const NOBODY: ReadonlySet<string> = new Set([
  "wallet_required",
  "scope_missing",
  "unauthorized",
  "session_required",
  "signed_out",
]);

/** Null for a person of whom the proxy knows no wallet. @throws EngineError, or what valibot throws for another form */
export async function earningsOf(engine: Caller): Promise<Earnings | null> {
  try {
    const status = await engine.request("GET", "/v1/owner");
    const [machines, demand] = await Promise.all([
      engine.request("GET", "/v1/owner/machines"),
      engine.request("GET", "/v1/owner/demand"),
    ]);
    return {
      status: v.parse(ownerStatus, status),
      machines: v.parse(ownerMachines, machines).machines,
      demand: v.parse(ownerDemand, demand).models,
    };
  } catch (error) {
    if (error instanceof EngineError && NOBODY.has(error.problem.code)) return null;
    throw error;
  }
}

/** Asks to be paid with the next batch. @returns what is due, in nanoton @throws EngineError `amount_too_small` */
export async function payNow(engine: Caller): Promise<bigint> {
  return BigInt(v.parse(payNowAnswer, await engine.request("POST", "/v1/owner/pay-now")).dueNanoton);
}

/** What the owner asks by model, as "prompt/cached/output" in nanoton per million tokens. */
export async function ownPrices(engine: Caller): Promise<ReadonlyMap<string, string>> {
  const { prices } = v.parse(ownerPrices, await engine.request("GET", "/v1/owner/prices"));
  return new Map(prices.map(({ model, quote }) => [model, quote]));
}

/** @throws EngineError `price_out_of_range` */
export async function setOwnPrice(engine: Caller, model: string, quote: string): Promise<void> {
  await engine.request("PUT", `/v1/owner/prices/${encodeURIComponent(model)}`, { quote });
}

/** What each model brought in the last week, over the whole network. */
export async function networkMarket(engine: Caller): Promise<Market["models"]> {
  return v.parse(market, await engine.request("GET", "/v1/market")).models;
}
