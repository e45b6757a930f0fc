import type { Database } from "@cocoon/db/connection";
import { modelPresence, modelSales } from "@cocoon/db/owners";
import type { Market } from "@cocoon/protocol/api";
import { Hono } from "hono";
import type { Services } from "../services.ts";
import { methodNotAllowed } from "./method.ts";
import { queryOf } from "./query.ts";

const DAY_MS = 24 * 60 * 60_000;
const DAYS = 7;
/** It is a sum over a week's jobs: asked for often, it would cost more than it tells. */
const KEEP_MS = 5 * 60_000;

/** `GET /v1/market`, with any credential: what each model brought in the last week, for who thinks of joining. */
export function marketRoutes({ credentials, database }: Services): Hono {
  const routes = new Hono();
  let counted: { readonly market: Promise<Market>; readonly atMs: number } | null = null;

  routes.get("/", async (context) => {
    queryOf(context, null);
    await credentials.idOf(context);
    const nowMs = Date.now();
    if (!counted || counted.atMs + KEEP_MS < nowMs)
      counted = { market: marketSince(database, sinceOf(nowMs)), atMs: nowMs };
    try {
      return context.json(await counted.market);
    } catch (error) {
      counted = null;
      throw error;
    }
  });
  routes.all("/", methodNotAllowed);

  return routes;
}

/** Whole UTC days, and today so far. */
const sinceOf = (nowMs: number): number => (Math.floor(nowMs / DAY_MS) - DAYS) * DAY_MS;

type MarketDay = Market["models"][number]["days"][number];

export async function marketSince(database: Database, sinceMs: number): Promise<Market> {
  const [sales, presence] = await Promise.all([
    modelSales(database, sinceMs),
    modelPresence(database, sinceMs),
  ]);
  const models = new Map<string, Map<string, MarketDay>>();
  const set = (model: string, day: string, part: Partial<MarketDay>) => {
    const days = models.get(model) ?? new Map<string, MarketDay>();
    days.set(day, { ...(days.get(day) ?? emptyDay(day)), ...part });
    models.set(model, days);
  };
  for (const { model, day, chargedNanoton, answers } of sales)
    set(model, day, { chargedNanoton: chargedNanoton.toString(), answers });
  for (const { model, day, ...rest } of presence) set(model, day, rest);
  return {
    models: [...models.keys()].toSorted().map((model) => ({
      model,
      days: [...(models.get(model)?.values() ?? [])].toSorted((a, b) => (a.day < b.day ? -1 : 1)),
    })),
  };
}

const emptyDay = (day: string): MarketDay => ({
  day,
  chargedNanoton: "0",
  answers: 0,
  machineMinutes: 0,
  busySlots: 0,
  slots: 0,
});
