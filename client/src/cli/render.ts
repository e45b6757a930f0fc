import type { ModelListing } from "@cocoon/protocol/api";
import type { VerifiedNode } from "@cocoon/protocol/attestation";
import { formatTon, parseQuote } from "@cocoon/protocol/money";
import type { Answer, AskEvent } from "../conversation/events.ts";
import { type Style, styled, type Terminal } from "./terminal.ts";
import { printableLine } from "./text.ts";

/** Hex is shown by its beginning; the whole stands in --json. */
const short = (hex: string): string => hex.slice(0, 12);

/**
 * SIMULATED stands wherever a node is shown: its evidence has no hardware behind it and protects nothing. So does an image
 * without a sandbox for the host's ACPI code: its owner can run code in the guest's kernel that no measurement covers. Only
 * reference values tell whether an image has one.
 */
export const nodeLine = (node: VerifiedNode): string =>
  [
    short(node.keyIdHex),
    node.product,
    node.simulated ? "SIMULATED" : "AMD SEV-SNP",
    `chip ${short(node.chipId ?? "none")}`,
    `image ${printableLine(node.image?.version ?? node.imageId)}`,
    ...acpiMark(node),
    gpuLabel(node),
  ].join(" · ");

function acpiMark({ image }: VerifiedNode): readonly string[] {
  if (image === null) return ["ACPI SANDBOX UNKNOWN"];
  return image.amlSandbox ? [] : ["ACPI NOT SANDBOXED"];
}

/** Without a confidential GPU, the model runs where the machine's owner can read along. */
function gpuLabel({ gpus }: VerifiedNode): string {
  const [first] = gpus;
  if (!first) return "NO CONFIDENTIAL GPU";
  const kind = gpus.some(({ rootClass }) => rootClass === "simulated") ? "SIMULATED GPU" : "confidential GPU";
  return `${gpus.length > 1 ? `${gpus.length} × ` : ""}${kind} ${first.architecture}`;
}

/** A node as --json prints it. */
export const nodeJson = (node: VerifiedNode) => ({
  keyId: node.keyIdHex,
  chipId: node.chipId,
  product: node.product,
  simulated: node.simulated,
  gpuTee: node.gpuTee,
  gpus: node.gpus,
  ageProved: node.ageProved,
  measurement: node.measurement,
  imageId: node.imageId,
  image: node.image,
  unlistedModels: node.unlistedModels,
  expiresMs: node.expiresMs,
});

/** What a person sees of an event besides the text; null for what is not worth a line. */
export function eventLine(event: AskEvent): { style: Style; text: string } | null {
  switch (event.type) {
    case "node-verified":
      return { style: event.node.simulated ? "yellow" : "green", text: `verified  ${nodeLine(event.node)}` };
    case "node-rejected":
      return {
        style: "red",
        text: `rejected  ${short(event.keyIdHex)}: ${printableLine(event.sentence)} (${event.code})`,
      };
    case "queued":
      return event.position ? { style: "dim", text: `waiting   ${event.position} before this one` } : null;
    case "reconnecting":
      return { style: "yellow", text: whyAgain(event) };
    case "resealing":
      return {
        style: "yellow",
        text: `the machines sealed to can't run it any more (${event.code}); sealing anew`,
      };
    case "signed":
      return { style: "dim", text: "signed    a voucher for what was spent before" };
    case "started":
      return { style: "dim", text: `answering ${nodeLine(event.node)}` };
    default:
      return null;
  }
}

/** The proxy's own words where it answered: then the connection did not break. */
const whyAgain = ({ refusal }: Extract<AskEvent, { type: "reconnecting" }>): string =>
  refusal === null
    ? "the connection broke; resuming"
    : `waiting   ${printableLine(refusal.message)} Trying again ...`;

/** Tokens, cost and receipt of a complete answer, one line each. */
export function answerLines(answer: Answer): { style: Style; text: string }[] {
  const { usage, costNanoton, chargedNanoton, receiptMismatches } = answer;
  const cached = usage.cachedTokens > 0 ? `, ${usage.cachedTokens} cached` : "";
  const charged =
    chargedNanoton === null ? "the charge is not settled yet" : `charged ${formatTon(chargedNanoton)}`;
  const limited = answer.finish === "stop" ? "" : ` · ended by: ${printableLine(answer.finish)}`;
  const seconds = (answer.totalMs / 1000).toFixed(1);
  return [
    {
      style: "dim",
      text: `tokens    ${usage.promptTokens} in${cached}, ${usage.completionTokens} out · ${seconds} s${limited}`,
    },
    { style: "dim", text: `cost      ${formatTon(costNanoton)} · ${charged}` },
    ...(receiptMismatches.length === 0
      ? [
          {
            style: "dim" as const,
            text: "receipt   signed by the verified machine, agrees with the answer and the charge",
          },
        ]
      : receiptMismatches.map(({ code, sentence }) => ({
          style: "red" as const,
          text: `receipt   ${sentence} (${code})`,
        }))),
  ];
}

export const modelLine = (model: ModelListing): string => {
  const quote = parseQuote(model.lowestQuote);
  const price = `${formatTon(quote.promptNanoton)} in, ${formatTon(quote.outputNanoton)} out per million tokens`;
  return `${model.id}  ${printableLine(model.name)} · ${price} · ${model.workers} worker${model.workers === 1 ? "" : "s"}`;
};

/** Writes lines about an answer to standard error, in colour where that is a terminal. */
export function writeLine(terminal: Terminal, { style, text }: { style: Style; text: string }): void {
  terminal.err.write(`${styled(terminal.err, terminal.env, style, text)}\n`);
}
