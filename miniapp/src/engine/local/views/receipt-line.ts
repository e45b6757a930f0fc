import type { Answer } from "@cocoon/client";
import { formatQuote, formatTon } from "@cocoon/protocol/money";
import type { CheckLine, MachineView } from "../../port.ts";

/** The machine with the check that only an answer brings: its signed counts against what arrived and what was charged. */
export function withReceipt(machine: MachineView, answer: Answer): MachineView {
  const line = receiptLine(answer);
  return { ...machine, checks: machine.checks.map((check) => (check.id === "receipt" ? line : check)) };
}

function receiptLine(answer: Answer): CheckLine {
  const { usage, costNanoton, chargedNanoton, quote, jobId, node, receiptMismatches } = answer;
  const [first] = receiptMismatches;
  return {
    id: "receipt",
    state: first ? "failed" : "passed",
    code: first?.code ?? null,
    facts: [
      ["Tokens", `${usage.promptTokens} in (${usage.cachedTokens} cached) · ${usage.completionTokens} out`],
      ["Cost", formatTon(costNanoton)],
      ["Charged", chargedNanoton === null ? "not told yet" : formatTon(chargedNanoton)],
      ["Quote", `${formatQuote(quote)} nanoton per million`],
      ["Signed by", `key ${node.keyIdHex}`],
      ["Job", jobId],
      ...receiptMismatches.map(({ code, sentence }): [string, string] => [code, sentence]),
    ],
  };
}
