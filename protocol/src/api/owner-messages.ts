import * as v from "valibot";
import { count, hexText, millis, nanotonText, quoteText, shortText } from "./strict-json.ts";
import { addressText } from "./ton-forms.ts";

/** `GET /v1/owner`: what a workers' owner earns, by the payout address that their workers name. */
export const ownerStatus = v.strictObject({
  owner: addressText,
  /** Earned and not yet paid by the chain. */
  owedNanoton: nanotonText,
  /** By vouchers of all time, and what of it the chain has paid. */
  vouchedNanoton: nanotonText,
  paidNanoton: nanotonText,
  /** From here on it is paid by itself; null: the proxy's own threshold. */
  thresholdNanoton: v.nullable(nanotonText),
  /** Of the last 30 days, newest first. */
  earnings: v.array(
    v.strictObject({
      day: v.pipe(v.string(), v.isoDate()),
      model: shortText(64),
      earnedNanoton: nanotonText,
      jobs: count(Number.MAX_SAFE_INTEGER),
    }),
  ),
  /** The same by hour, of all models, for the last 48 hours; hours without anything are left out, the oldest first. */
  hours: v.array(
    v.strictObject({
      startMs: millis,
      earnedNanoton: nanotonText,
      jobs: count(Number.MAX_SAFE_INTEGER),
    }),
  ),
  /** Those online. */
  workers: v.array(
    v.strictObject({
      keyId: hexText(32),
      chipId: hexText(64),
      /** Since when its link stands. */
      admittedMs: millis,
      models: v.array(shortText(64)),
    }),
  ),
});
export type OwnerStatus = v.InferOutput<typeof ownerStatus>;

const uptime = v.strictObject({
  onlineMinutes: count(1_000_000),
  /** In which a proxy looked since the machine was first seen; `onlineMinutes` is a part of it. */
  watchedMinutes: count(1_000_000),
  /** Summed over looks, once a minute: leases that ran, and leases that could have run. */
  busySlots: count(Number.MAX_SAFE_INTEGER),
  slots: count(Number.MAX_SAFE_INTEGER),
});
export type UptimeView = v.InferOutput<typeof uptime>;

/** `GET /v1/owner/machines`: own machines that were seen in the last 30 days, the latest seen first. */
export const ownerMachines = v.strictObject({
  machines: v.array(
    v.strictObject({
      chipId: hexText(64),
      seenMs: millis,
      /** Of the last 24 hours, 7 days and 30 days. */
      day: uptime,
      week: uptime,
      month: uptime,
    }),
  ),
});
export type OwnerMachines = v.InferOutput<typeof ownerMachines>;

/** `GET /v1/market`: what each model brought on each UTC day of the last week, today's so far included; of no person. */
export const market = v.strictObject({
  models: v.array(
    v.strictObject({
      model: shortText(64),
      days: v.array(
        v.strictObject({
          day: v.pipe(v.string(), v.isoDate()),
          /** What people paid, the commission included. */
          chargedNanoton: nanotonText,
          answers: count(Number.MAX_SAFE_INTEGER),
          /** How long machines were there for it, summed over machines; 0 where nobody looked. */
          machineMinutes: count(Number.MAX_SAFE_INTEGER),
          busySlots: count(Number.MAX_SAFE_INTEGER),
          slots: count(Number.MAX_SAFE_INTEGER),
        }),
      ),
    }),
  ),
});
export type Market = v.InferOutput<typeof market>;

/** `GET /v1/owner/demand`: each model's market; counts are of the whole network and of no person. */
export const ownerDemand = v.strictObject({
  models: v.array(
    v.strictObject({
      model: shortText(64),
      workers: count(1_000_000),
      /** Own workers among them. */
      own: count(1_000_000),
      /** Null where nobody offers it now. */
      lowestQuote: v.nullable(quoteText),
      highestQuote: v.nullable(quoteText),
      /** Jobs of the last day, and those of them that nobody answered. */
      posted: count(Number.MAX_SAFE_INTEGER),
      unserved: count(Number.MAX_SAFE_INTEGER),
    }),
  ),
});
export type OwnerDemand = v.InferOutput<typeof ownerDemand>;

/** `PUT /v1/owner/prices/:model`. */
export const ownerPriceRequest = v.strictObject({ quote: quoteText });

/** `GET /v1/owner/prices`. */
export const ownerPrices = v.strictObject({
  prices: v.array(v.strictObject({ model: shortText(64), quote: quoteText })),
});
export type OwnerPrices = v.InferOutput<typeof ownerPrices>;

/** `PUT /v1/owner/threshold`: an amount, checked by hand so that its faults have their own code. */
export const ownerThresholdRequest = v.strictObject({ thresholdNanoton: v.unknown() });

/** `POST /v1/owner/pay-now`. */
export const payNowAnswer = v.strictObject({ owner: addressText, dueNanoton: nanotonText });
export type PayNowAnswer = v.InferOutput<typeof payNowAnswer>;

/** `GET /v1/owner/voucher`: with it the owner is paid by the contract alone; null where nothing was earned. */
export const ownerVoucher = v.strictObject({
  voucher: v.nullable(
    v.strictObject({
      contract: addressText,
      cumulativeNanoton: nanotonText,
      /** Ed25519 of the payout key over the voucher cell's hash, hex. */
      signature: hexText(64),
    }),
  ),
});
export type OwnerVoucher = v.InferOutput<typeof ownerVoucher>;
