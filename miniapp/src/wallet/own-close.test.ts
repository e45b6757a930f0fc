import { encodeFinalizeClose, encodeRequestClose } from "@cocoon/contracts/escrow";
import { parseTonAddress } from "@cocoon/protocol/money";
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
  expect(messages[0].payload).toBe(message.toBoc().toString("base64"));
  expect(parseTonAddress(messages[0].address).raw).toBe(escrow);
});
