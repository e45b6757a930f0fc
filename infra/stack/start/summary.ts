import { writeFileSync } from "node:fs";
import type { Layout } from "../network/layout.ts";
import type { Network } from "../network.ts";

/** `stack.json`: addresses, passwords and processes, readable by the owner only. */
export function writeSummary({ stack }: Layout, network: Network): void {
  const summary = {
    proxyUrl: network.proxyUrl,
    appUrl: network.appUrl,
    chainApi: network.chainApi,
    contracts: network.contracts,
    databaseUrl: network.databaseUrl.reveal(),
    redisUrl: network.redisUrl.reveal(),
    services: network.services.map(({ name, pid, logFile }) => ({ name, pid, logFile })),
  };
  writeFileSync(stack, `${JSON.stringify(summary, null, 2)}\n`, { mode: 0o600 });
}

/** What a person can do next. */
export const whereNext = ({ folder }: Layout, { proxyUrl, appUrl, chainApi }: Network): string => `
The network runs at ${proxyUrl}, its TON chain at ${chainApi}.
Hardware and chain are SIMULATED: they show the code at work, protect nothing, and no coin on it has any worth.

  ${appUrl}simulated-telegram
      the mini-app in a browser, as a SIMULATED Telegram person with a trial; without the last word as a plain page

  npx --no cocoon chat          a conversation          npx --no cocoon models    what is served, at what price
  npx --no cocoon nodes         every machine           npx --no cocoon balance   what is left
  npm run e2e                   what it withstands      npm run bench             how fast it is

Logs are in ${folder}/logs, addresses and passwords in ${folder}/stack.json. Ctrl-C stops everything.
`;
