export { generateHpkeKeyPair, type HpkeKeyPair } from "./keys.ts";
