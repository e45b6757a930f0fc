import { Cell, toNano, type Transaction } from "@ton/core";
import type { Fees } from "../testing/fees.ts";
import { RegistryWorld } from "../testing/registry.ts";
import type { Approval, Change } from "../wrappers/registry.ts";

type Operation = readonly [name: string, run: () => Promise<readonly Transaction[]>];

/** As many approvals as a network of some years has. */
const APPROVED = 50;

const image = (index: number): Approval & { kind: "measurement" } => ({
  kind: "measurement",
  id: index.toString(16).padStart(96, "0"),
});

/** The registry's operations in an order in which each can be done. */
export async function registryOperations(
  fees: Fees,
): Promise<{ readonly world: RegistryWorld; readonly operations: readonly Operation[] }> {
  const approved = Array.from({ length: APPROVED }, (_, index) => image(index));
  const world = await RegistryWorld.start(approved, undefined, fees);
  // What five years of its storage cost at any of these prices: it stays there, and is no fee.
  await world.send(world.stranger, Cell.EMPTY, toNano("5"));
  const approve: Change = { type: "approve", approval: image(APPROVED) };
  const remove: Change = { type: "remove", subject: image(0) };
  const operations: readonly Operation[] = [
    ["registry: proposing an approval", () => world.propose(approve)],
    [
      "registry: executing it",
      () => {
        world.network.advance(172_800);
        return world.execute(approve);
      },
    ],
    ["registry: proposing a removal", () => world.propose(remove)],
    ["registry: cancelling it", () => world.cancel(remove, world.guardian)],
    ["registry: denying an image", () => world.deny(image(1))],
  ];
  return { world, operations };
}
