import { type PayoutOwner, payoutOwner, setPayoutThreshold } from "@cocoon/db/chain";
import { ownerEarnings, ownerHours, ownerPricesOf, setOwnerPrice } from "@cocoon/db/owners";
import {
  ownerPriceRequest,
  type OwnerPrices,
  type OwnerStatus,
  ownerThresholdRequest,
  type OwnerVoucher,
  type PayNowAnswer,
} from "@cocoon/protocol/api";
import { nanoton, parseQuote } from "@cocoon/protocol/money";
import { type Context, Hono } from "hono";
import type { Services } from "../services.ts";
import { readAmount } from "./amount.ts";
import { readJson } from "./body.ts";
import { demandOf, RecentDemand } from "./demand.ts";
import { machinesOf } from "./machines.ts";
import { methodNotAllowed } from "./method.ts";
import { moneyOf } from "./money.ts";
import { queryOf } from "./query.ts";

const HOURS_MS = 48 * 60 * 60_000;
const EARNINGS_MS = 30 * 24 * 60 * 60_000;

/** What an owner of workers sees and sets, by the wallet that is paid (SPEC 8.10). */
export function ownerRoutes(services: Services): Hono {
  const { credentials, database, prices, directory, hub } = services;
  const routes = new Hono();
  const recent = new RecentDemand(database);
  const ownerOf = async (context: Context): Promise<string> => {
    queryOf(context, null);
    return credentials.ownerOf(context);
  };
  /** For what would cost the owner something. */
  const provenOwnerOf = async (context: Context): Promise<string> => {
    queryOf(context, null);
    return credentials.provenOwnerOf(context);
  };

  routes.get("/", async (context) => context.json(await statusOf(services, await ownerOf(context))));
  routes.all("/", methodNotAllowed);

  routes.get("/machines", async (context) =>
    context.json(await machinesOf(database, await ownerOf(context), Date.now())),
  );
  routes.all("/machines", methodNotAllowed);

  routes.get("/demand", async (context) => {
    const owner = await ownerOf(context);
    return context.json(demandOf(directory.index().nodes, await recent.get(Date.now()), owner));
  });
  routes.all("/demand", methodNotAllowed);

  routes.get("/prices", async (context) => {
    const own = await ownerPricesOf(database, await ownerOf(context));
    return context.json({ prices: own.map(({ model, quote }) => ({ model, quote })) } satisfies OwnerPrices);
  });
  routes.all("/prices", methodNotAllowed);

  routes.put("/prices/:model", async (context) => {
    const owner = await provenOwnerOf(context);
    const model = context.req.param("model");
    const { quote } = await readJson(context, ownerPriceRequest);
    prices.checkOwnerPrice(model, parseQuote(quote));
    await setOwnerPrice(database, { owner, model, quote });
    hub.pricesSet(owner);
    return context.body(null, 204);
  });
  routes.all("/prices/:model", methodNotAllowed);

  routes.put("/threshold", async (context) => {
    const owner = await provenOwnerOf(context);
    const { thresholdNanoton } = await readJson(context, ownerThresholdRequest);
    // Less costs the proxy more fees than it is worth; an owner claims it by the voucher.
    const least = services.money?.payNowAtNanoton ?? nanoton(1n);
    await setPayoutThreshold(database, owner, readAmount(thresholdNanoton, least));
    return context.body(null, 204);
  });
  routes.all("/threshold", methodNotAllowed);

  routes.post("/pay-now", async (context) => {
    const owner = await ownerOf(context);
    const dueNanoton = await moneyOf(services).payNow(owner);
    return context.json({ owner, dueNanoton: dueNanoton.toString() } satisfies PayNowAnswer, 202);
  });
  routes.all("/pay-now", methodNotAllowed);

  routes.get("/voucher", async (context) => {
    const voucher = await moneyOf(services).ownerVoucher(await ownerOf(context));
    return context.json({ voucher } satisfies OwnerVoucher);
  });
  routes.all("/voucher", methodNotAllowed);

  return routes;
}

async function statusOf({ database, directory }: Services, owner: string): Promise<OwnerStatus> {
  const nowMs = Date.now();
  const [account, earnings, hours] = await Promise.all([
    payoutOwner(database, owner),
    ownerEarnings(database, { owner, sinceMs: nowMs - EARNINGS_MS }),
    ownerHours(database, { owner, sinceMs: nowMs - HOURS_MS }),
  ]);
  const paid = account?.confirmedNanoton ?? 0n;
  return {
    owner,
    owedNanoton: ((account?.earnedNanoton ?? 0n) - paid).toString(),
    vouchedNanoton: vouchedOf(account).toString(),
    paidNanoton: paid.toString(),
    thresholdNanoton: account?.thresholdNanoton?.toString() ?? null,
    earnings: earnings.map((day) => ({ ...day, earnedNanoton: day.earnedNanoton.toString() })),
    hours: hours.map((hour) => ({ ...hour, earnedNanoton: hour.earnedNanoton.toString() })),
    workers: directory
      .index()
      .nodes.filter(({ entry }) => entry.operator === owner)
      .map(({ entry, admittedMs, offers }) => ({
        keyId: entry.keyId,
        chipId: entry.chipId,
        admittedMs,
        models: offers.map(({ model }) => model),
      })),
  };
}

const vouchedOf = (account: PayoutOwner | null): bigint => {
  const { cumulativeNanoton = 0n, shownNanoton = 0n } = account ?? {};
  return shownNanoton > cumulativeNanoton ? shownNanoton : cumulativeNanoton;
};
