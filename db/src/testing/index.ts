export { type FreshDatabase, freshDatabase } from "./fresh.ts";
export { inProcessDatabase, OPEN_TIMEOUT_MS } from "./in-process.ts";
export { simulatedDeposit } from "./simulated-deposit.ts";
