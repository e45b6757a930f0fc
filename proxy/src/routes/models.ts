import {
  CocoonError,
  LIMITS,
  type ModelList,
  type ModelListing,
  parseModelManifest,
} from "@cocoon/protocol/api";
import { formatQuote, minimumCeilingNanoton, type Quote } from "@cocoon/protocol/money";
import { Hono } from "hono";
import type { LiveNode } from "../registry/node.ts";
import type { Services } from "../services.ts";
import { methodNotAllowed } from "./method.ts";
import { queryOf } from "./query.ts";

/** `GET /v1/models` with prices, and `GET /v1/manifests/:hash`, the exact bytes that the hash names. */
export function modelRoutes({ directory }: Services): Hono {
  const routes = new Hono();

  routes.get("/models", (context) => {
    queryOf(context, null);
    return context.json(listModels(directory.index().nodes));
  });
  routes.all("/models", methodNotAllowed);

  routes.get("/manifests/:hash", (context) => {
    const hash = context.req.param("hash");
    queryOf(context, null);
    const bytes = directory
      .index()
      .nodes.map((node) => node.manifests.get(hash))
      .find(Boolean);
    if (!bytes) throw new CocoonError("unknown_model");
    return new Response(new Uint8Array(bytes), { headers: { "content-type": "application/json" } });
  });
  routes.all("/manifests/:hash", methodNotAllowed);

  return routes;
}

/** One entry per manifest, cheapest first: two quantisations of one model are two choices. */
export function listModels(nodes: readonly LiveNode[]): ModelList {
  const byManifest = new Map<string, { manifest: Uint8Array; prices: Quote[] }>();
  for (const node of nodes) {
    for (const { manifest, price } of node.offers) {
      const entry = byManifest.get(manifest) ?? {
        manifest: node.manifests.get(manifest) as Uint8Array,
        prices: [],
      };
      entry.prices.push(price);
      byManifest.set(manifest, entry);
    }
  }
  const listings = [...byManifest].map(([hash, { manifest, prices }]) => listing(hash, manifest, prices));
  return { models: listings.toSorted((a, b) => a.parameters - b.parameters || (a.id < b.id ? -1 : 1)) };
}

function listing(hash: string, bytes: Uint8Array, prices: readonly Quote[]): ModelListing {
  const { id, name, description, parameters, quantisation, contextTokens } = parseModelManifest(bytes);
  const byOutput = prices.toSorted((a, b) => (a.outputNanoton < b.outputNanoton ? -1 : 1));
  const lowest = byOutput[0] as Quote;
  return {
    id,
    manifest: hash,
    name,
    description,
    parameters,
    quantisation,
    contextTokens,
    lowestQuote: formatQuote(lowest),
    highestQuote: formatQuote(byOutput.at(-1) as Quote),
    minimumCeilingNanoton: minimumCeilingNanoton(lowest, LIMITS.smallestBodyBytes).toString(),
    workers: prices.length,
  };
}
