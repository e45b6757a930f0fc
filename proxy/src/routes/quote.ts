import { admissible } from "@cocoon/db/jobs";
import { CocoonError, type QuoteAnswer, quoteRequest } from "@cocoon/protocol/api";
import {
  formatQuote,
  type Nanoton,
  parseQuote,
  priceCeilingNanoton,
  type Quote,
  withinQuote,
} from "@cocoon/protocol/money";
import type { Offer } from "@cocoon/protocol/roster";
import { Hono } from "hono";
import type { Principal } from "../identity/principal.ts";
import type { Services } from "../services.ts";
import { ceilingOf } from "./admission.ts";
import { readJson } from "./body.ts";
import { methodNotAllowed } from "./method.ts";
import { queryOf } from "./query.ts";
import { type Purchase, refusalOf, refuseUnlessReady, termsOf } from "./spending.ts";

/** `POST /v1/quote`: what a job of this size would hold, or the refusal it would meet; nothing runs and nothing is held. */
export function quoteRoutes(services: Services): Hono {
  const { credentials } = services;
  const routes = new Hono();
  routes.post("/", async (context) => {
    const principal = await credentials.principalOf(context, "read");
    queryOf(context, null);
    services.limits.takePost(principal.accountId);
    const asked = await readJson(context, quoteRequest);
    const purchase = purchaseOf(services, asked.manifest, asked.quote);
    const ceilingNanoton = ceilingOf(() =>
      priceCeilingNanoton(purchase.quote, asked.bodyBucketBytes, asked.maxTokensBucket),
    );
    const source = await sourceOf(services, principal, purchase, ceilingNanoton);
    const { model, quote, workers } = purchase;
    return context.json({
      model,
      quote: formatQuote(quote),
      ceilingNanoton: ceilingNanoton.toString(),
      workers,
      source,
    } satisfies QuoteAnswer);
  });
  routes.all("/", methodNotAllowed);
  return routes;
}

/** @param text the most to pay; null: what the dearest worker asks. @throws CocoonError unknown_model, quote_below_price */
function purchaseOf({ directory }: Services, manifest: string, text: string | null): Purchase {
  const offers = directory
    .index()
    .nodes.flatMap((node) => node.offers.filter((one) => one.manifest === manifest));
  const [first] = offers;
  if (!first) throw new CocoonError("unknown_model");
  const quote = text === null ? dearest(offers) : parseQuote(text);
  const workers = offers.filter(({ price }) => withinQuote(price, quote)).length;
  if (workers === 0) throw new CocoonError("quote_below_price");
  return { model: first.model, quote, workers };
}

/** The highest of each price, so that every worker is within it. */
function dearest(offers: readonly Offer[]): Quote {
  const most = (price: keyof Quote): Nanoton =>
    offers.map((offer) => offer.price[price]).reduce((a, b) => (a > b ? a : b));
  return {
    promptNanoton: most("promptNanoton"),
    cachedNanoton: most("cachedNanoton"),
    outputNanoton: most("outputNanoton"),
  };
}

async function sourceOf(
  services: Services,
  principal: Principal,
  purchase: Purchase,
  ceilingNanoton: Nanoton,
): Promise<QuoteAnswer["source"]> {
  const { database, queue, queueLimit } = services;
  refuseUnlessReady(services);
  if ((await queue.depth()) >= queueLimit) throw new CocoonError("queue_full");
  const { accountId } = principal;
  const job = { accountId, ceilingNanoton, nowMs: Date.now() };
  const answer = await admissible(database, job, termsOf(services, principal, purchase));
  if (answer.kind === "admissible") return answer.source;
  throw await refusalOf(services, answer, job);
}
