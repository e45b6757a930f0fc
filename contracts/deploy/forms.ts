import { hexText, nanotonText, shortText } from "@cocoon/protocol/api";
import { fromHex, MalformedError } from "@cocoon/protocol/bytes";
import { parseNanoton, type Quote } from "@cocoon/protocol/money";
import { Address } from "@ton/core";
import * as v from "valibot";
import type { Approval } from "../wrappers/registry.ts";

/** Friendly or raw. */
export const address = v.pipe(
  v.string(),
  v.check((text) => Address.isFriendly(text) || Address.isRaw(text), "is not a TON address"),
  v.transform((text) => Address.parse(text)),
);
/** Ed25519, 32 bytes in hex. */
export const key = v.pipe(hexText(32), v.transform(fromHex));
/** The treasury that the same description deploys, or another's account id. */
const proxyId = v.union([v.literal("treasury"), hexText(32)]);

/** An entry of the registry, as a file says it. */
export const approvalForm = v.variant("kind", [
  v.strictObject({ kind: v.literal("proxy"), id: proxyId, origin: shortText(127) }),
  v.strictObject({ kind: v.literal("measurement"), id: hexText(48) }),
  v.strictObject({ kind: v.literal("model"), id: hexText(32), name: shortText(127) }),
  v.strictObject({
    kind: v.literal("priceCap"),
    id: hexText(32),
    cap: v.strictObject({
      promptNanoton: nanotonText,
      cachedNanoton: nanotonText,
      outputNanoton: nanotonText,
    }),
  }),
  v.strictObject({ kind: v.literal("rosterKey"), id: hexText(32), proxy: proxyId }),
  v.strictObject({
    kind: v.literal("referenceKey"),
    id: hexText(32),
    role: v.picklist(["manifest", "witness"]),
  }),
]);

/**
 * The entry as the registry takes it. @param treasury account id that "treasury" stands for; null where none is deployed
 * @throws MalformedError
 */
export function asApproval(entry: v.InferOutput<typeof approvalForm>, treasury: string | null): Approval {
  const named = (id: string): string => {
    if (id !== "treasury") return id;
    if (treasury === null)
      throw new MalformedError('"treasury" stands in the description of a deployment only');
    return treasury;
  };
  if (entry.kind === "proxy") return { ...entry, id: named(entry.id) };
  if (entry.kind === "rosterKey") return { ...entry, proxy: named(entry.proxy) };
  return entry.kind === "priceCap" ? { ...entry, cap: quoteOf(entry.cap) } : entry;
}

const quoteOf = (cap: Record<keyof Quote, string>): Quote => ({
  promptNanoton: parseNanoton(cap.promptNanoton),
  cachedNanoton: parseNanoton(cap.cachedNanoton),
  outputNanoton: parseNanoton(cap.outputNanoton),
});
