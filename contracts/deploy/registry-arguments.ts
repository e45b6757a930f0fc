import { type ParseArgsConfig, parseArgs } from "node:util";
import { isHex } from "@cocoon/protocol/bytes";
import { Address } from "@ton/core";
import type { Subject, SubjectKind } from "../wrappers/registry.ts";
import { UsageError } from "./error.ts";
import { isNetwork, type Network, NETWORKS } from "./networks.ts";

export const REGISTRY_USAGE = `npm run registry -w contracts -- COMMAND --network dev|testnet|mainnet --address A

Looks at a network's registry, and changes it: approvals by a proposal, its delay and its execution; denials at once and for ever.

  show                          what it approves, denies and is about to change
  propose --change FILE         proposes the change that FILE describes (JSON, below); by the owner
  execute --hash H              does what was proposed, when the delay is over; by the owner, a new owner by itself
  cancel --hash H               takes a proposal back; by the owner or the guardian
  deny --kind KIND --id HEX     warns of a proxy, measurement, model, rosterKey, referenceKey or nodeKey; by either

  --message        print the message for any wallet (address, value and payload of TON Connect) instead of sending it
  --yes            do not ask; not enough on mainnet, where --confirm or a person at the terminal is needed
  --confirm HASH   the hash of the message as it was shown
  --json           print one JSON object on standard output
  -h, --help       this text

A change is {"type": "approve", "approval": …} with an entry as in the description of a deployment, {"type": "remove", "subject":
{"kind": …, "id": …}}, {"type": "setOwner", "owner": A} or {"type": "setGuardian", "guardian": A}.

Environment and exit codes as for deploy: COCOON_DEPLOY_KEY_FILE names the key of the wallet (V5) that is the owner or the guardian.
`;

const OPTIONS = {
  network: { type: "string" },
  address: { type: "string" },
  change: { type: "string" },
  hash: { type: "string" },
  kind: { type: "string" },
  id: { type: "string" },
  message: { type: "boolean" },
  yes: { type: "boolean" },
  confirm: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const satisfies ParseArgsConfig["options"];

export type RegistryOrder =
  | { readonly command: "show" }
  | { readonly command: "propose"; readonly change: string }
  | { readonly command: "execute" | "cancel"; readonly hash: string }
  | { readonly command: "deny"; readonly subject: Subject };

export interface RegistryArguments {
  readonly order: RegistryOrder;
  readonly network: Network;
  readonly address: Address;
  readonly messageOnly: boolean;
  readonly yes: boolean;
  readonly confirm: string | null;
  readonly json: boolean;
}

/** Null for the help text. @throws UsageError */
export function readRegistryArguments(args: readonly string[]): RegistryArguments | null {
  const { values, positionals } = read(args);
  const { network = "", address = "", message, yes, confirm, json, help } = values;
  if (help) return null;
  if (!isNetwork(network)) throw new UsageError(`--network is one of ${Object.keys(NETWORKS).join(", ")}.`);
  if (!Address.isFriendly(address) && !Address.isRaw(address))
    throw new UsageError("--address A is missing or no TON address: the registry's.");
  if (yes && NETWORKS[network].isPublic)
    throw new UsageError(
      "--yes is not enough on mainnet: confirm at the terminal, or give the message's hash by --confirm.",
    );
  return {
    order: orderOf(positionals, values),
    network: NETWORKS[network],
    address: Address.parse(address),
    messageOnly: message ?? false,
    yes: yes ?? false,
    confirm: confirm ?? null,
    json: json ?? false,
  };
}

type Values = ReturnType<typeof read>["values"];

function orderOf([command, ...more]: readonly string[], { change, hash, kind, id }: Values): RegistryOrder {
  if (more.length > 0) throw new UsageError("One command at a time; see --help.");
  switch (command) {
    case "show":
      return { command };
    case "propose":
      if (change === undefined) throw new UsageError("--change FILE is missing: what is to be proposed.");
      return { command, change };
    case "execute":
    case "cancel":
      if (!isHex(hash ?? "", 32))
        throw new UsageError("--hash H is missing or not 32 bytes in hex; see show.");
      return { command, hash: hash as string };
    case "deny":
      return { command, subject: subjectOf(kind ?? "", id ?? "") };
    default:
      throw new UsageError("The command is one of show, propose, execute, cancel and deny; see --help.");
  }
}

/** A price cap can't be denied: without it a model could cost anything. */
const DENIABLE: readonly SubjectKind[] = [
  "proxy",
  "measurement",
  "model",
  "rosterKey",
  "referenceKey",
  "nodeKey",
];

function subjectOf(name: string, id: string): Subject {
  const kind = DENIABLE.find((one) => one === name);
  if (!kind) throw new UsageError(`--kind is one of ${DENIABLE.join(", ")}.`);
  const bytes = kind === "measurement" ? 48 : 32;
  if (!isHex(id, bytes)) throw new UsageError(`--id of a ${kind} is ${bytes} bytes in hex.`);
  return { kind, id };
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true, allowPositionals: true });
  } catch {
    throw new UsageError("An argument is not known or lacks its value; see --help.");
  }
}
