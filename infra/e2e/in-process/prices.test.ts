import { OPEN_TIMEOUT_MS } from "@cocoon/db/testing";
import { costNanoton, formatQuote } from "@cocoon/protocol/money";
import { parseNodeIndex, parseOffers } from "@cocoon/protocol/roster";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ask } from "../asking.ts";
import { until } from "../../until.ts";
import { type Account, InProcessNetwork, QUOTE } from "./network.ts";
import { question } from "./question.ts";

const WORKERS = ["worker-1", "worker-2", "worker-3"] as const;
/** Of each worker. */
const SLOTS = 4;
const DEARER = "30000000/6000000/90000000";
const DEAREST = "40000000/10000000/120000000";

let network: InProcessNetwork;
let account: Account;
beforeAll(async () => {
  network = await InProcessNetwork.start(WORKERS);
}, OPEN_TIMEOUT_MS);
beforeEach(async () => {
  account = await network.newAccount();
});
afterEach(async () => {
  network.reins.release();
  await network.settled();
});
afterAll(() => network.close());

/** Of the newest signed list, the lowest first: clients choose from no other. */
async function rosterPrices(): Promise<string[]> {
  const bytes = new Uint8Array(await (await fetch(`${network.proxy.origin}/v1/nodes`)).arrayBuffer());
  const offers = parseNodeIndex(bytes).nodes.flatMap((entry) => parseOffers(entry.offers));
  return offers.map(({ price }) => formatQuote(price)).toSorted();
}

/** Resolves when models and signed list show these prices; both have eight digits, so they sort as text. */
const shown = async (lowestQuote: string, highestQuote: string) =>
  until(
    `models from ${lowestQuote} to ${highestQuote}`,
    async () => {
      const [model] = await account.client.models();
      const prices = await rosterPrices();
      const [shows, isSigned] = [
        [model?.lowestQuote, model?.highestQuote],
        [prices[0], prices.at(-1)],
      ];
      return [shows, isSigned].every(
        ([lowest, highest]) => lowest === lowestQuote && highest === highestQuote,
      );
    },
    10_000,
  );

/** What a question is asked at, and by its receipts costs. */
async function quoted(): Promise<string> {
  const asking = ask(account, question("What does it cost?"));
  const { quote, usage, costNanoton: cost, receiptMismatches } = await asking.answer;
  expect(receiptMismatches).toEqual([]);
  expect(cost).toBe(costNanoton(quote, usage));
  expect((await asking.first("sealed")).quote).toEqual(quote);
  return formatQuote(quote);
}

describe("a price that an owner changes", () => {
  it("shows among the models, and is what the next job quotes and costs", async () => {
    expect(await quoted()).toBe(QUOTE);
    await network.setPrice("worker-1", DEARER);
    await shown(QUOTE, DEARER);
    // All three are asked, so the dearest says what each of them is paid.
    expect(await quoted()).toBe(DEARER);
  });

  it("leaves what runs at its quote, and has what waits sealed again at the new one", async () => {
    for (const name of WORKERS) await network.setPrice(name, DEARER);
    await shown(DEARER, DEARER);
    network.reins.hold(1);
    const running = Array.from({ length: WORKERS.length * SLOTS }, (_, index) =>
      ask(account, question(`running ${index}`)),
    );
    await Promise.all(running.map((asking) => asking.first("delta")));
    const waiting = ask(account, question("waiting"));
    await waiting.first("queued");
    for (const name of WORKERS) await network.setPrice(name, DEAREST);
    await shown(DEAREST, DEAREST);
    network.reins.release();
    for (const { answer } of running) {
      const { quote, receiptMismatches } = await answer;
      expect([formatQuote(quote), receiptMismatches]).toEqual([DEARER, []]);
    }
    const { quote, text, receiptMismatches } = await waiting.answer;
    expect([text, formatQuote(quote), receiptMismatches]).toEqual(["waiting", DEAREST, []]);
    expect(waiting.events.filter(({ type }) => type === "sealed")).toHaveLength(2);
  });
});
