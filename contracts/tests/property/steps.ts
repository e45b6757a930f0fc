import { nanoton } from "@cocoon/protocol/money";
import { beginCell, type Cell } from "@ton/core";
import fc from "fast-check";
import { CHARGE_SEED, configOf, guardsOf, PAYER_SEED, PAYOUT_SEED, seedOf } from "../../testing/money.ts";
import {
  encodeFinalizeClose,
  encodeRequestClose,
  encodeSetGuards,
  encodeSyncKeys,
  encodeTopUp,
  VALUE_FOR_FEES,
} from "../../wrappers/escrow.ts";
import {
  encodeCancelConfig,
  encodeCommissionToPool,
  encodeDrawCommission,
  encodeExecuteConfig,
  encodeFundPool,
  encodeProposeConfig,
} from "../../wrappers/treasury.ts";
import { voucherPublicKey } from "../../wrappers/voucher.ts";
import { CLIENTS, NAMES, type Name, TON, WORKERS, type World } from "./world.ts";

/** One thing that someone does, or that time or the network does. */
export interface Step {
  readonly says: string;
  run(world: World): Promise<void>;
}

const step = (says: string, run: (world: World) => Promise<void> | void): Step => ({
  says,
  run: async (world) => run(world),
});

const anyone = fc.constantFrom(...NAMES);
const client = fc.constantFrom(...CLIENTS);
const worker = fc.constantFrom(...WORKERS);
const nanotons = fc.oneof(fc.bigInt({ min: 0n, max: 2n * TON }), fc.bigInt({ min: 0n, max: TON / 10n }));
const percent = fc.integer({ min: 0, max: 110 });

/** Mostly `right`, else one of the others. */
const mostly = <T>(right: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant(right) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );

/** Also keys that will hold, and one that never does. */
const chargeSeed = mostly(CHARGE_SEED, seedOf(7), seedOf(9));
const payoutSeed = mostly(PAYOUT_SEED, seedOf(8), seedOf(9));
const payerSeed = mostly<Uint8Array | null>(PAYER_SEED, null, seedOf(9));
const newPayer = fc.constantFrom(null, null, PAYER_SEED);
/** Also too little for the fees, or for a part of them. */
const value = mostly(VALUE_FOR_FEES, 3_000_000n, 1_100_000n, 1n, 2n * TON);

const toEscrow = (world: World, from: Name, owner: Name, sent: bigint, body: Cell | null): void =>
  world.post(from, world.money.escrow(world.people[owner]).address, sent, body);
const toPayout = (world: World, from: Name, owner: Name, sent: bigint, body: Cell): void =>
  world.post(from, world.money.payout(world.people[owner]).address, sent, body);
const toTreasury = (world: World, from: Name, sent: bigint, body: Cell): void =>
  world.post(from, world.money.treasury.address, sent, body);

const topUp = fc
  .record({
    from: anyone,
    owner: client,
    amount: nanotons,
    limit: nanotons,
    payer: payerSeed,
    exact: fc.boolean(),
    sent: value,
  })
  .map(({ from, owner, amount, limit, payer, exact, sent }) =>
    step(`${from} tops ${owner} up by ${amount}`, (world) => {
      const guards = guardsOf(limit, payer);
      const body = exact ? encodeTopUp({ amountNanoton: nanoton(amount), guards }) : null;
      toEscrow(world, from, owner, amount + sent, body);
    }),
  );

const voucher = fc
  .record({
    from: anyone,
    owner: client,
    share: percent,
    seed: chargeSeed,
    payer: payerSeed,
    close: fc.boolean(),
    sent: value,
  })
  .map(({ from, owner, share, seed, payer, close, sent }) =>
    step(
      `${from} submits a ${close ? "close" : "charge"} of ${share} % of ${owner}'s deposit`,
      async (world) => {
        const { balanceNanoton, chargedNanoton } = (await world.money.escrowState(world.people[owner]))
          .account;
        const cumulative = chargedNanoton + (balanceNanoton * BigInt(share)) / 100n;
        const options = { seed, payerSeed: payer };
        const make = close ? world.money.closeBody : world.money.chargeBody;
        toEscrow(
          world,
          from,
          owner,
          sent,
          await make.call(world.money, world.people[owner], cumulative, options),
        );
      },
    ),
  );

const asks = fc
  .record({
    from: fc.option(anyone, { freq: 2 }),
    owner: client,
    limit: nanotons,
    payer: newPayer,
    what: fc.nat(3),
    sent: value,
  })
  .map(({ from, owner, limit, payer, what, sent }) =>
    step(
      `${from ?? owner} asks ${owner}'s escrow for ${["guards", "a close", "its end", "keys"][what]}`,
      (world) => {
        const bodies = [
          encodeSetGuards(guardsOf(limit, payer)),
          encodeRequestClose(),
          encodeFinalizeClose(),
          encodeSyncKeys(),
        ];
        toEscrow(world, from ?? owner, owner, sent, bodies[what] as Cell);
      },
    ),
  );

const claim = fc
  .record({ from: anyone, owner: worker, cumulative: nanotons, seed: payoutSeed, sent: value })
  .map(({ from, owner, cumulative, seed, sent }) =>
    step(`${from} claims ${cumulative} for ${owner}`, (world) => {
      const highest = world.books.vouchers.get(owner) ?? 0n;
      world.books.vouchers.set(owner, cumulative > highest ? cumulative : highest);
      toPayout(world, from, owner, sent, world.money.claimBody(world.people[owner], cumulative, seed));
    }),
  );

const payoutKeys = fc
  .record({ from: anyone, owner: worker, sent: value })
  .map(({ from, owner, sent }) =>
    step(`${from} asks for the keys of ${owner}'s payout contract`, (world) =>
      toPayout(world, from, owner, sent, encodeSyncKeys()),
    ),
  );

const treasury = fc
  .record({
    from: fc.constantFrom<Name>("operator", "operator", "eve"),
    amount: nanotons,
    what: fc.nat(5),
    sent: value,
  })
  .map(({ from, amount, what, sent }) =>
    step(`${from} asks the treasury (${what}) for ${amount}`, (world) => {
      const few = nanoton(amount / 20n);
      const config = {
        ...configOf(world.people.operator.address, 30_000),
        chargeKey: voucherPublicKey(seedOf(7)),
        payoutKey: voucherPublicKey(seedOf(8)),
      };
      const bodies = [
        encodeDrawCommission(few),
        encodeCommissionToPool(few),
        encodeFundPool(few),
        encodeProposeConfig(config),
        encodeExecuteConfig(config),
        encodeCancelConfig(),
      ];
      toTreasury(world, from, sent + (what === 2 ? few : 0n), bodies[what] as Cell);
    }),
  );

/** What only contracts say, said by someone else; and what nobody says. */
const forgery = fc
  .record({
    from: anyone,
    opcode: fc.constantFrom(0x1c0c0001, 0x1c0c0002, 0x1c0c0003, 0x1c0c0004, 0xd53276db, 0),
    amount: nanotons,
    to: fc.nat(2),
    owner: client,
  })
  .map(({ from, opcode, amount, to, owner }) =>
    step(`${from} forges ${opcode.toString(16)}`, (world) => {
      const { address } = world.people[from];
      const body = beginCell().storeUint(opcode, 32).storeCoins(amount).storeUint(1, 32).storeUint(0, 128);
      const full = body
        .storeAddress(address)
        .storeAddress(address)
        .storeRef(beginCell().endCell())
        .storeBit(false)
        .endCell();
      const send = [
        () => toEscrow(world, from, owner, TON, full),
        () => toTreasury(world, from, TON, full),
        () => toPayout(world, from, "eve", TON, full),
      ][to];
      send?.();
    }),
  );

/** As exchanges pay: with a word that no contract knows, and not to be sent back. */
const blind = fc.record({ from: anyone, owner: client, amount: nanotons }).map(({ from, owner, amount }) =>
  step(`${from} pays ${owner}'s escrow ${amount} blindly`, (world) => {
    const comment = beginCell().storeUint(0, 32).storeStringTail("for you").endCell();
    world.post(from, world.money.escrow(world.people[owner]).address, amount, comment, false);
  }),
);

const hours = fc
  .constantFrom(1, 6, 24, 25, 49, 24 * 400)
  .map((count) => step(`${count} hours pass`, (world) => world.money.network.advance(count * 3600)));

const arrivals = fc.array(fc.nat(), { minLength: 1, maxLength: 6 }).map((choices) =>
  step(`${choices.length} messages arrive`, async (world) => {
    for (const choice of choices) if (world.flight.waiting.length > 0) await world.deliver(choice);
  }),
);

export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: topUp },
  { weight: 6, arbitrary: voucher },
  { weight: 4, arbitrary: asks },
  { weight: 3, arbitrary: claim },
  { weight: 1, arbitrary: payoutKeys },
  { weight: 2, arbitrary: treasury },
  { weight: 1, arbitrary: forgery },
  { weight: 1, arbitrary: blind },
  { weight: 3, arbitrary: hours },
  { weight: 10, arbitrary: arrivals },
);
