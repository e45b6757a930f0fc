import { WorkerPayout } from "@cocoon/contracts/payout";
import { Treasury } from "@cocoon/contracts/treasury";
import { payoutVoucher, verifyVoucher } from "@cocoon/contracts/voucher";
import { ownerStatus, ownerVoucher, parseStrictJson } from "@cocoon/protocol/api";
import { fromHex } from "@cocoon/protocol/bytes";
import { type Nanoton, nanoton, parseNanoton } from "@cocoon/protocol/money";
import { Address } from "@ton/core";
import type { TonClient } from "@ton/ton";
import type { Http } from "../../transport/http.ts";
import { UsageError } from "../usage-error.ts";
import type { OperatorCommand } from "./args.ts";
import { type Exposure, exposureOf } from "./exposure.ts";

const ANSWER_BYTES = 256 * 1024;
const TIMEOUT_MS = 10_000;
const NOTHING = nanoton(0n);

export interface Sight {
  /** To the proxy, as the owner. */
  readonly http: Http;
  /** To the chain, by an endpoint of the owner's own choice. */
  readonly ton: TonClient;
}

type Place = Pick<OperatorCommand, "owner" | "treasury" | "globalId">;

/** What is owed by the proxy's word, against what the contracts say. @throws ClientError, MalformedError, UsageError */
export async function look({ http, ton }: Sight, { owner, treasury, globalId }: Place): Promise<Exposure> {
  const payout = WorkerPayout.of(treasury, owner);
  const [payableNanoton, voucher, pool, paid] = await Promise.all([
    payableOf(http, owner),
    voucherOf(http),
    ton.open(new Treasury(treasury)).getState(),
    ton.open(payout).getState(),
  ]);
  if (!pool) throw new UsageError("There is no treasury at that address; correct --treasury or --endpoint.");
  const cumulativeNanoton = parseNanoton(voucher?.cumulativeNanoton ?? "0");
  const cell = payoutVoucher({ globalId, payout: payout.address, cumulativeNanoton });
  const isSigned = voucher !== null && verifyVoucher(cell, fromHex(voucher.signature), pool.config.payoutKey);
  return exposureOf({
    payableNanoton,
    vouchedNanoton: isSigned ? cumulativeNanoton : NOTHING,
    paidNanoton: paid?.paidNanoton ?? NOTHING,
    poolNanoton: pool.workerPoolNanoton,
  });
}

async function payableOf(http: Http, owner: Address): Promise<Nanoton> {
  const answer = await http.bytes({ path: "/v1/owner", timeoutMs: TIMEOUT_MS }, ANSWER_BYTES);
  const status = parseStrictJson(ownerStatus, answer, "the owner's status", ANSWER_BYTES);
  if (!Address.parse(status.owner).equals(owner))
    throw new UsageError("COCOON_OWNER_TOKEN is another owner's than --owner; sign in as that owner.");
  return parseNanoton(status.owedNanoton);
}

async function voucherOf(http: Http) {
  const answer = await http.bytes({ path: "/v1/owner/voucher", timeoutMs: TIMEOUT_MS }, ANSWER_BYTES);
  return parseStrictJson(ownerVoucher, answer, "the owner's voucher", ANSWER_BYTES).voucher;
}
