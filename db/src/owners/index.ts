export {
  type DayEarnings,
  type HourEarnings,
  type ModelDemand,
  modelDemand,
  type ModelSales,
  modelSales,
  ownerEarnings,
  ownerHours,
} from "./earnings.ts";
export {
  forgetPresence,
  type MachineUptime,
  type ModelPresence,
  modelPresence,
  ownerUptime,
  recordPresence,
  type Seen,
  type Uptime,
} from "./presence.ts";
export { type OwnerPrice, ownerPricesOf, setOwnerPrice } from "./prices.ts";
