import { startWalletApp, type WalletApp } from "../../wallet/app/server.ts";
import { freePort, portIsFree } from "../ports.ts";
import type { Layout } from "./layout.ts";

/** Ports beside the proxy's: the chain has the next. */
const BESIDE = 2;

/** The SIMULATED wallet of the network's people, in this process; beside the proxy's port where that is free. */
export async function startNetworkWallet(
  { people: keyFile, connections: connectionsFile }: Pick<Layout, "people" | "connections">,
  { proxyPort, chainApi }: { readonly proxyPort: number; readonly chainApi: string },
): Promise<WalletApp> {
  const beside = proxyPort + BESIDE;
  const port = (await portIsFree(beside)) ? beside : await freePort();
  return startWalletApp({ port, chainApi, keyFile, connectionsFile });
}
