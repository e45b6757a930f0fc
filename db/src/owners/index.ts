export { type DayEarnings, type ModelDemand, modelDemand, ownerEarnings } from "./earnings.ts";
export { type OwnerPrice, ownerPricesOf, setOwnerPrice } from "./prices.ts";
