import { parseStrictJson } from "@cocoon/protocol/api";
import { MalformedError } from "@cocoon/protocol/bytes";
import * as v from "valibot";
import { genesisData, type RegistryGenesis } from "../wrappers/registry.ts";
import { Treasury, type TreasuryConfig } from "../wrappers/treasury.ts";
import { UsageError } from "./error.ts";
import { address, approvalForm, asApproval, key } from "./forms.ts";
import type { Network } from "./networks.ts";

const LIMIT_BYTES = 256 * 1024;

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
    approved: v.pipe(v.array(approvalForm), v.maxLength(512)),
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
    approved: approved.map((entry) => asApproval(entry, own)),
  };
  genesisData(registry);
  return { treasury, registry };
}
