import { formatQuote } from "@cocoon/protocol/money";
import type { Approval, Change, RegistryState } from "../wrappers/registry.ts";
import type { RegistryMessage } from "./registry-message.ts";

const at = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** The registry for a person. */
export function stateLines({
  owner,
  guardian,
  delaySeconds,
  approved,
  denied,
  pending,
}: RegistryState): string[] {
  return [
    `owner ${owner}`,
    `guardian ${guardian}`,
    `delay ${delaySeconds} s`,
    ...approved.map((entry) => `approved ${approvalText(entry)}`),
    ...denied.map(({ kind, id, sinceSeconds }) => `denied ${kind} ${id} since ${at(sinceSeconds)}`),
    ...pending.map(
      ({ hash, readyAtSeconds, change }) =>
        `pending ${hash} from ${at(readyAtSeconds)}: ${changeText(change)}`,
    ),
    "",
  ];
}

function approvalText(entry: Approval): string {
  const start = `${entry.kind} ${entry.id}`;
  switch (entry.kind) {
    case "proxy":
      return `${start} at ${entry.origin}`;
    case "measurement":
      return start;
    case "model":
      return `${start} (${entry.name})`;
    case "priceCap":
      return `${start} at ${formatQuote(entry.cap)}`;
    case "rosterKey":
      return `${start} of the proxy ${entry.proxy}`;
    case "referenceKey":
      return `${start} as ${entry.role}`;
  }
}

function changeText(change: Change): string {
  switch (change.type) {
    case "approve":
      return `approve ${approvalText(change.approval)}`;
    case "remove":
      return `remove ${change.subject.kind} ${change.subject.id}`;
    case "setOwner":
      return `the owner becomes ${change.owner}`;
    case "setGuardian":
      return `the guardian becomes ${change.guardian}`;
  }
}

/** The same for a program: what `@cocoon/contracts/registry` reads, amounts in decimal text. */
export const stateJson = (state: RegistryState): unknown =>
  JSON.parse(
    JSON.stringify(state, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value)),
  );

/** What is about to be sent. */
export const messageLines = ({ to, valueNanoton, body, says }: RegistryMessage): string[] => [
  `to      ${to.toRawString()}, with ${valueNanoton} nanoton of which the rest comes back`,
  `effect  ${says}`,
  `hash    ${body.hash().toString("hex")}`,
  "",
];

/** As TON Connect and most wallets take a message. */
export const messageJson = ({ to, valueNanoton, body }: RegistryMessage) => ({
  address: to.toString(),
  amount: valueNanoton.toString(),
  payload: body.toBoc().toString("base64"),
  hash: body.hash().toString("hex"),
});
