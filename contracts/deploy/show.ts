import { formatTon, nanoton } from "@cocoon/protocol/money";
import type { Description } from "./description.ts";
import { costOf, type Plan } from "./plan.ts";

/** The plan for a person: everything that can't be changed afterwards. */
export function planLines(plan: Plan, { treasury, registry }: Description): string[] {
  const { network, globalId, deployer, balanceNanoton, steps, hash } = plan;
  const cost = costOf(plan);
  return [
    `network   ${network.name}, global id ${globalId}`,
    `deployer  ${deployer.toRawString()} with ${formatTon(nanoton(balanceNanoton))}`,
    ...steps.flatMap(({ contract, address, codeHash, isThere }) => [
      `${contract.padEnd(10)}${address.toRawString()} ${isThere ? "is there" : "TO BE DEPLOYED"}`,
      `          code ${codeHash}`,
    ]),
    `treasury  operator ${treasury.operator.toRawString()}, commission ${treasury.commissionPpm} millionths`,
    `registry  owner ${registry.owner}, guardian ${registry.guardian}, delay ${registry.delaySeconds} s`,
    ...registry.approved.map(({ kind, id }) => `          ${kind} ${id}`),
    `cost      at most ${formatTon(nanoton(cost))}, most of which stays in the contracts`,
    `plan      ${hash}`,
  ];
}

/** The same for a program; amounts in decimal text. */
export const planJson = (plan: Plan) => ({
  network: plan.network.name,
  globalId: plan.globalId,
  deployer: plan.deployer.toRawString(),
  balanceNanoton: plan.balanceNanoton.toString(),
  costNanoton: costOf(plan).toString(),
  steps: plan.steps.map(({ contract, address, codeHash, isThere }) => ({
    contract,
    address: address.toRawString(),
    codeHash,
    isThere,
  })),
  plan: plan.hash,
});
