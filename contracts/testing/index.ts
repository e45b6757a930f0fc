export { configWith, type Fees } from "./fees.ts";
export { Network, SIMULATED_GLOBAL_ID, type Wallet } from "./network.ts";
