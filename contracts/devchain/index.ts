export { DEV_GLOBAL_ID } from "./chain/config.ts";
export { ChainStateError } from "./chain/log.ts";
export { DevChainClient, type DevChainStatus } from "./client.ts";
export { type DevChainOptions, type RunningDevChain, startDevChain } from "./start.ts";
export { ensureKey } from "./wallet/key-file.ts";
export { type ProofRequest, proveAddress, type TonProof } from "./wallet/ton-proof.ts";
export {
  type ConnectedAccount,
  type ConnectMessage,
  type ConnectTransaction,
  ScriptedWallet,
} from "./wallet/wallet.ts";
