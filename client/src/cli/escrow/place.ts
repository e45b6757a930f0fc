import { Address } from "@ton/core";
import type { TonClient } from "@ton/ton";
import type { Cli } from "../cli.ts";
import { loadLocalSettings } from "../settings.ts";
import { tonOf } from "../ton.ts";
import { UsageError } from "../usage-error.ts";
import type { EscrowArgs } from "./args.ts";
import { openEndpoint } from "./endpoint.ts";
import type { Parties } from "./look.ts";

const TONCENTER = "https://toncenter.com/api/v2";
/** A W5 wallet's address depends on the network: mainnet's and testnet's. */
const TON = [-239, -3];

/** Whose escrow it is about, and the chain that it is on. */
export interface EscrowPlace {
  readonly client: TonClient;
  readonly parties: Parties;
  readonly globalIds: readonly number[];
}

/** From the command line, else the environment, else the local network's settings, else TON itself. @throws UsageError */
export async function escrowPlace(args: EscrowArgs, cli: Cli): Promise<EscrowPlace> {
  const own = await loadLocalSettings(cli);
  const ton = tonOf(own, cli.env);
  const treasury = args.treasury ?? own?.ton?.treasury;
  if (treasury === undefined)
    throw new UsageError("--treasury is missing: name the proxy's treasury, as its deposit page shows it.");
  return {
    client: openEndpoint(args.endpoint ?? ton?.api ?? TONCENTER, ton?.apiKey ?? null),
    parties: { treasury: parse("--treasury", treasury), owner: parse("--owner", args.owner) },
    globalIds: [...TON, ...(ton ? [ton.globalId] : [])],
  };
}

function parse(option: string, text: string): Address {
  try {
    return Address.parse(text);
  } catch {
    throw new UsageError(`${option} is mistyped: the address does not fit its own checksum.`);
  }
}
