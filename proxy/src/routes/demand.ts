import type { Database } from "@cocoon/db/connection";
import { type ModelDemand, modelDemand } from "@cocoon/db/owners";
import type { OwnerDemand } from "@cocoon/protocol/api";
import { formatQuote, type Quote } from "@cocoon/protocol/money";
import type { LiveNode } from "../registry/node.ts";

const DAY_MS = 24 * 60 * 60_000;
/** It is a sum over a day's jobs: asked for often, it would cost more than it tells. */
const KEEP_MS = 60_000;

/** What was asked for in the last day, counted once a minute at most. */
export class RecentDemand {
  readonly #database: Database;
  #counted: Promise<ModelDemand[]> | null = null;
  #countedMs = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  async get(nowMs: number): Promise<ModelDemand[]> {
    if (!this.#counted || this.#countedMs + KEEP_MS < nowMs) {
      this.#counted = modelDemand(this.#database, nowMs - DAY_MS);
      this.#countedMs = nowMs;
    }
    try {
      return await this.#counted;
    } catch (error) {
      this.#counted = null;
      throw error;
    }
  }
}

interface Market {
  readonly prices: Quote[];
  own: number;
}

/** Every model that is offered or was asked for. */
export function demandOf(
  nodes: readonly LiveNode[],
  recent: readonly ModelDemand[],
  owner: string,
): OwnerDemand {
  const markets = marketsOf(nodes, owner);
  const models = new Set([...markets.keys(), ...recent.map(({ model }) => model)]);
  return {
    models: [...models].toSorted().map((model) => {
      const { prices, own } = markets.get(model) ?? { prices: [], own: 0 };
      const asked = recent.find((one) => one.model === model);
      const byOutput = prices.toSorted((a, b) => (a.outputNanoton < b.outputNanoton ? -1 : 1));
      return {
        model,
        workers: prices.length,
        own,
        lowestQuote: textOf(byOutput[0]),
        highestQuote: textOf(byOutput.at(-1)),
        posted: asked?.posted ?? 0,
        unserved: asked?.unserved ?? 0,
      };
    }),
  };
}

const textOf = (quote: Quote | undefined): string | null => (quote ? formatQuote(quote) : null);

function marketsOf(nodes: readonly LiveNode[], owner: string): ReadonlyMap<string, Market> {
  const markets = new Map<string, Market>();
  for (const { entry, offers } of nodes)
    for (const { model, price } of offers) {
      const market = markets.get(model) ?? { prices: [], own: 0 };
      market.prices.push(price);
      market.own += entry.operator === owner ? 1 : 0;
      markets.set(model, market);
    }
  return markets;
}
