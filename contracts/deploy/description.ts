import { hexText, nanotonText, parseStrictJson, shortText } from "@cocoon/protocol/api";
import { fromHex, MalformedError } from "@cocoon/protocol/bytes";
import { parseNanoton, type Quote } from "@cocoon/protocol/money";
import { Address } from "@ton/core";
import * as v from "valibot";
import { type Approval, genesisData, type RegistryGenesis } from "../wrappers/registry.ts";
import { Treasury, type TreasuryConfig } from "../wrappers/treasury.ts";
import { UsageError } from "./error.ts";
import type { Network } from "./networks.ts";

const LIMIT_BYTES = 256 * 1024;

const address = v.pipe(
  v.string(),
  v.check((text) => Address.isFriendly(text) || Address.isRaw(text), "is not a TON address"),
  v.transform((text) => Address.parse(text)),
);
const key = v.pipe(hexText(32), v.transform(fromHex));
/** The treasury that the same description deploys, or another's account id. */
const proxyId = v.union([v.literal("treasury"), hexText(32)]);

const approval = v.variant("kind", [
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

const schema = v.strictObject({
  treasury: v.strictObject({
    operator: address,
    chargeKey: key,
    payoutKey: key,
    commissionPpm: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000)),
  }),
  registry: v.strictObject({
    owner: address,
    guardian: address,
    delaySeconds: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(0xffff_ffff)),
    approved: v.pipe(v.array(approval), v.maxLength(512)),
  }),
});

/** What a deployment is made of, as its file says it. Public values only. */
export type DescriptionFile = v.InferInput<typeof schema>;

export interface Description {
  readonly treasury: TreasuryConfig;
  readonly registry: RegistryGenesis;
}

/** @throws UsageError */
export function parseDescription(json: string, network: Network, globalId: number): Description {
  try {
    const { treasury, registry } = parseStrictJson(schema, json, "the description", LIMIT_BYTES);
    return checked(treasury, registry, network, globalId);
  } catch (error) {
    if (error instanceof MalformedError) throw new UsageError(`${error.message}; correct it and try again.`);
    throw error;
  }
}

type Parsed = v.InferOutput<typeof schema>;

function checked(
  treasury: TreasuryConfig,
  { owner, guardian, delaySeconds, approved }: Parsed["registry"],
  { name, leastDelaySeconds, isPublic }: Network,
  globalId: number,
): Description {
  if (delaySeconds < leastDelaySeconds)
    throw new UsageError(`registry.delaySeconds is under ${leastDelaySeconds}, the least of ${name}.`);
  if (isPublic && owner.equals(guardian))
    throw new UsageError(
      "registry.owner and registry.guardian are the same, so one stolen key is enough; name two.",
    );
  const own = Treasury.create(treasury).address.hash.toString("hex");
  const registry = {
    network: globalId,
    delaySeconds,
    owner: owner.toRawString(),
    guardian: guardian.toRawString(),
    approved: approved.map((entry) => naming(own, entry)),
  };
  genesisData(registry);
  return { treasury, registry };
}

function naming(own: string, entry: Parsed["registry"]["approved"][number]): Approval {
  if (entry.kind === "proxy") return { ...entry, id: entry.id === "treasury" ? own : entry.id };
  if (entry.kind === "rosterKey") return { ...entry, proxy: entry.proxy === "treasury" ? own : entry.proxy };
  return entry.kind === "priceCap" ? { ...entry, cap: quoteOf(entry.cap) } : entry;
}

const quoteOf = (cap: Record<keyof Quote, string>): Quote => ({
  promptNanoton: parseNanoton(cap.promptNanoton),
  cachedNanoton: parseNanoton(cap.cachedNanoton),
  outputNanoton: parseNanoton(cap.outputNanoton),
});
