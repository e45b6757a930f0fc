import { CocoonClient, MemoryStore } from "@cocoon/client";
import { Secret } from "@cocoon/protocol/bytes";
import { developmentPolicy } from "@cocoon/protocol/testing";
import type { ServedModel } from "../../stack/network/models.ts";
import { startNetwork, WORKER_NAMES } from "../../stack/network.ts";
import { freePort } from "../../stack/ports.ts";
import { BenchError, type SuiteContext } from "../suite.ts";
import { MAX_TOKENS } from "./prompts.ts";
import { type Ask, TextClock } from "./timed.ts";

export interface WholeNetwork {
  /** A client that knows no worker yet: its first question verifies them. */
  newClient(): Ask;
  /** Stops all workers but one, so that the network has exactly one engine. */
  leaveOneWorker(): Promise<void>;
  stop(): Promise<void>;
}

export interface WholeNetworkOptions {
  readonly context: SuiteContext;
  readonly model: ServedModel;
  /** Of each worker's engine. */
  readonly threads: number;
  readonly slots: number;
}

/** Postgres, Redis, proxy and three workers as real processes; the client is in this one. Attestation is SIMULATED. */
export async function startWholeNetwork(options: WholeNetworkOptions): Promise<WholeNetwork> {
  const { context, model, threads, slots } = options;
  const { PATH, HOME } = process.env;
  const network = await startNetwork({
    folder: context.folder,
    proxyPort: await freePort(),
    models: [model],
    workerSlots: slots,
    workerEnv: { COCOON_THREADS: String(threads) },
    system: { PATH, HOME },
    progress: context.progress,
    died: ({ name }) => context.progress(`${name} has ended by itself`),
  });
  const { proxyUrl, settings } = network;
  if (settings.policy.kind !== "development")
    throw new BenchError("The local network has no policy of its own.");
  const policy = developmentPolicy(settings.policy);
  const apiKey = new Secret(settings.apiKey);
  return {
    newClient: () => {
      const client = new CocoonClient({ proxyUrl, apiKey, policy, store: new MemoryStore() });
      return (prompt) => askNetwork(client, model.id, prompt);
    },
    leaveOneWorker: async () => {
      const [, ...others] = WORKER_NAMES;
      await Promise.all(others.map((name) => network.service(name).stop()));
    },
    stop: () => network.stop(),
  };
}

async function askNetwork(client: CocoonClient, model: string, content: string) {
  const clock = new TextClock();
  const request = { model, messages: [{ role: "user" as const, content }], maxTokens: MAX_TOKENS };
  const answer = await client.answer(request, (event) => {
    if (event.type === "delta") clock.text(event.text);
  });
  const [mismatch] = answer.receiptMismatches;
  if (mismatch) throw new BenchError(`A receipt does not agree: ${mismatch.sentence}`);
  return clock.end(answer.usage.completionTokens);
}
