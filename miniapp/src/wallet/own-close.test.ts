import { encodeFinalizeClose, encodeRequestClose } from "@cocoon/contracts/escrow";
import { Address, Cell } from "@ton/core";
import { expect, it } from "vitest";
import { ownCloseTransaction } from "./own-close.ts";

const escrow = `0:${"5c".repeat(32)}`;

it.each([
  ["request", encodeRequestClose()],
  ["finalize", encodeFinalizeClose()],
] as const)("sends the contract's own message to %s a close", (step, message) => {
  const { validUntil, network, messages } = ownCloseTransaction({
    escrow,
    network: "-239",
    step,
    nowMs: 9_500,
  });
  expect({ validUntil, network }).toEqual({ validUntil: 309, network: "-239" });
  expect(Cell.fromBase64(messages[0].payload).equals(message)).toBe(true);
  expect(Address.parse(messages[0].address).toRawString()).toBe(escrow);
});
