import type { LeaseMessage } from "@cocoon/protocol/api";
import { toHex } from "@cocoon/protocol/bytes";
import { type OpenedRequest, openRequest, RefusalError, type ReplaySet } from "@cocoon/protocol/envelope";
import {
  costNanoton,
  type Nanoton,
  parseNanoton,
  parseQuote,
  type Quote,
  withinQuote,
} from "@cocoon/protocol/money";
import type { WorkerKey } from "../identity/worker-key.ts";
import type { Engine, Prompt } from "../inference/engine.ts";
import type { KnownRosters } from "./known-rosters.ts";
import type { ServedModel } from "./served-model.ts";

export interface OpenDeps {
  readonly key: WorkerKey;
  readonly engine: Engine;
  /** By manifest hash in hex. */
  readonly models: ReadonlyMap<string, ServedModel>;
  readonly rosters: KnownRosters;
  readonly replay: ReplaySet;
  readonly nowMs: number;
}

/** A request that passed every check of SPEC 4.9. */
export interface OpenJob extends OpenedRequest {
  readonly model: ServedModel;
  readonly prompt: Prompt;
  readonly quote: Quote;
  readonly ceilingNanoton: Nanoton;
}

/** Opens a lease's envelope and decides whether it is run here. @throws RefusalError in the order of SPEC 4.9 */
export async function openJob({ envelope, terms }: LeaseMessage, deps: OpenDeps): Promise<OpenJob> {
  const opened = await openRequest({
    envelope,
    keyId: deps.key.keyId,
    privateKey: deps.key.privateKey,
    keyExpiresMs: deps.key.expiresMs,
    nowMs: deps.nowMs,
    acceptsRoster: (root) => deps.rosters.has(toHex(root)),
    replay: deps.replay,
    hasManifest: (hash) => deps.models.has(toHex(hash)),
  });
  const { request, header } = opened;
  const model = deps.models.get(toHex(header.modelManifest));
  if (!model) throw new RefusalError("manifest_not_loaded");
  if (request.quote !== terms.quote || request.priceCeilingNanoton !== terms.priceCeilingNanoton)
    throw new RefusalError("quote_mismatch");
  const quote = parseQuote(request.quote);
  if (!withinQuote(model.price, quote)) throw new RefusalError("quote_below_price");
  const prompt = await deps.engine.prepare(model.file.hash, request.messages);
  if (!prompt) throw new RefusalError("prompt_too_long");
  const ceilingNanoton = parseNanoton(request.priceCeilingNanoton);
  const promptAlone = { promptTokens: prompt.promptTokens, cachedTokens: 0, completionTokens: 0 };
  if (costNanoton(quote, promptAlone) > ceilingNanoton) throw new RefusalError("ceiling_too_low");
  return { ...opened, model, prompt, quote, ceilingNanoton };
}
