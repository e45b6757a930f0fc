import { type ParseArgsConfig, parseArgs } from "node:util";
import { UsageError } from "./error.ts";
import { isNetwork, type Network, NETWORKS } from "./networks.ts";

export const DEPLOY_USAGE = `npm run deploy -w contracts -- --network dev|testnet|mainnet --config FILE

Deploys the treasury and the registry of a network, and checks that their addresses hold the code this source compiles to. It shows
its plan first; run again it does only what is missing.

  --network NAME   dev (the local chain), testnet or mainnet
  --config FILE    what is deployed, as JSON of public values: see contracts/README.md
  --plan           show the plan and its hash, and do nothing
  --yes            do not ask; not enough on mainnet, where --confirm or a person at the terminal is needed
  --confirm HASH   the hash of the plan as --plan has shown it: does exactly that plan
  --json           print one JSON object on standard output
  -h, --help       this text

Environment:
  COCOON_DEPLOY_KEY_FILE  a file with the deployer's key, 32 bytes in hex, readable by you only; its wallet (V5) pays
  COCOON_DEPLOY_KEY       the key itself, where there is no file
  COCOON_TON_API          a TON server of toncenter's v2 form; by default toncenter's, or the dev chain's on this machine
  COCOON_TON_API_KEY      its key
  COCOON_TON_GLOBAL_ID    the global id of a dev chain that has another than the default

Exit codes: 0 all is there, 1 failed, 2 wrong command line or settings, 3 not confirmed.
`;

export const VERIFY_USAGE = `npm run verify -w contracts -- --network dev|testnet|mainnet --address A

Compiles the contracts anew from this source and compares with what the address holds: which contract it is, whether its code is the
very one, and for a treasury whether those that it makes escrows and payout contracts of are, too.

  --network NAME   dev, testnet or mainnet
  --address A      an address on TON
  --json           print one JSON object on standard output
  -h, --help       this text

Environment: COCOON_TON_API and COCOON_TON_API_KEY as for deploy. Exit codes: 0 it is ours, 1 it is not or can't be looked at,
2 wrong command line.
`;

const COMMON = {
  network: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const satisfies ParseArgsConfig["options"];

const DEPLOY = {
  ...COMMON,
  config: { type: "string" },
  plan: { type: "boolean" },
  yes: { type: "boolean" },
  confirm: { type: "string" },
} as const satisfies ParseArgsConfig["options"];

const VERIFY = { ...COMMON, address: { type: "string" } } as const satisfies ParseArgsConfig["options"];

export interface DeployArguments {
  readonly network: Network;
  readonly config: string;
  readonly planOnly: boolean;
  readonly yes: boolean;
  readonly confirm: string | null;
  readonly json: boolean;
}

/** Null for the help text. @throws UsageError */
export function readDeployArguments(args: readonly string[]): DeployArguments | null {
  const { help, network, config, plan, yes, confirm, json } = read(args, DEPLOY);
  if (help) return null;
  if (config === undefined) throw new UsageError("--config FILE is missing: what is to be deployed.");
  const chosen = networkOf(network);
  if (yes && chosen.isPublic)
    throw new UsageError(
      "--yes is not enough on mainnet: look at the plan by --plan, then give its hash by --confirm.",
    );
  return {
    network: chosen,
    config,
    planOnly: plan ?? false,
    yes: yes ?? false,
    confirm: confirm ?? null,
    json: json ?? false,
  };
}

export interface VerifyArguments {
  readonly network: Network;
  readonly address: string;
  readonly json: boolean;
}

/** Null for the help text. @throws UsageError */
export function readVerifyArguments(args: readonly string[]): VerifyArguments | null {
  const { help, network, address, json } = read(args, VERIFY);
  if (help) return null;
  if (address === undefined) throw new UsageError("--address A is missing: what is to be looked at.");
  return { network: networkOf(network), address, json: json ?? false };
}

function networkOf(name: string | undefined): Network {
  if (name !== undefined && isNetwork(name)) return NETWORKS[name];
  throw new UsageError(`--network is one of ${Object.keys(NETWORKS).join(", ")}.`);
}

/** Strictly: no positionals, and no option that is not known. A key given as an argument is never repeated. */
function read<O extends NonNullable<ParseArgsConfig["options"]>>(args: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch {
    throw new UsageError("An argument is not known or lacks its value; see --help.");
  }
}
