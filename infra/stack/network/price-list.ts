import type { PriceList } from "@cocoon/protocol/api";
import { formatQuote, nanoton, type Quote } from "@cocoon/protocol/money";
import { COMMISSION_PPM } from "./commission.ts";
import type { Layout } from "./layout.ts";
import type { ServedModel } from "./models.ts";
import { writeWhole } from "./write-whole.ts";

/** How far an owner of workers may go from a model's reference price. */
const FLOOR = { times: 1n, per: 2n };
const CAP = { times: 4n, per: 1n };

const scaled = (
  { promptNanoton, cachedNanoton, outputNanoton }: Quote,
  { times, per }: typeof FLOOR,
): Quote => ({
  promptNanoton: nanoton((promptNanoton * times) / per),
  cachedNanoton: nanoton((cachedNanoton * times) / per),
  outputNanoton: nanoton((outputNanoton * times) / per),
});

/** Of the local network: what its workers ask is what a trial may pay. @returns the file's path */
export function writePriceList({ prices }: Layout, models: readonly ServedModel[]): string {
  const list: PriceList = {
    currency: "TON",
    commissionPpm: COMMISSION_PPM,
    models: models.map(({ id, price }) => ({
      model: id,
      reference: formatQuote(price),
      floor: formatQuote(scaled(price, FLOOR)),
      cap: formatQuote(scaled(price, CAP)),
    })),
  };
  writeWhole(prices, `${JSON.stringify(list, null, 2)}\n`);
  return prices;
}
