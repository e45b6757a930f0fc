import { Cell, toNano } from "@ton/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { DELAY_SECONDS, RegistryWorld } from "../../testing/registry.ts";
import type { Wallet } from "../../testing/network.ts";
import { constants } from "../../wrappers/registry.generated.ts";
import { type Change, changeHash, type RegistryState, type Subject } from "../../wrappers/registry.ts";

const RUNS = process.env["COCOON_EXHAUSTIVE"] === "1" ? 500 : 25;
const seed = process.env["COCOON_SEED"] ? { seed: Number(process.env["COCOON_SEED"]) } : {};
const EXECUTABLE_SECONDS = Number(constants.EXECUTABLE_SECONDS);

const PEOPLE = ["owner", "guardian", "stranger"] as const;
type Name = (typeof PEOPLE)[number];

const images: readonly Subject[] = ["01", "02", "03"].map((byte) => ({
  kind: "measurement",
  id: byte.repeat(48),
}));

/** What the rules say should stand there, in words of its own. */
interface Model {
  owner: Name;
  guardian: Name;
  readonly approved: Set<string>;
  readonly denied: Set<string>;
  readonly pending: Map<string, { readonly change: Change; readonly readyAt: number }>;
}

type Step = { readonly by: Name } & (
  | { readonly what: "propose" | "execute" | "cancel"; readonly change: number }
  | { readonly what: "deny"; readonly image: number }
  | { readonly what: "wait"; readonly seconds: number }
);

const by: fc.Arbitrary<Name> = fc.constantFrom("owner", "owner", "owner", "guardian", "guardian", "stranger");
const changeIndex = fc.nat(images.length * 2 + 2 * PEOPLE.length - 1);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ what: fc.constantFrom("propose", "execute", "cancel"), by, change: changeIndex }),
  fc.record({ what: fc.constant("deny" as const), by, image: fc.nat(images.length - 1) }),
  fc.record({
    what: fc.constant("wait" as const),
    by,
    seconds: fc.constantFrom(1, DELAY_SECONDS - 1, DELAY_SECONDS, EXECUTABLE_SECONDS + 1),
  }),
);

/** What chance alone seldom brings about: a proposal, its delay, and an execution that may be another's. */
const anyCourse: fc.Arbitrary<Step[]> = fc
  .record({ change: changeIndex, proposer: by, executor: by })
  .map(({ change, proposer, executor }) => [
    { what: "propose", by: proposer, change },
    { what: "wait", by: proposer, seconds: DELAY_SECONDS },
    { what: "execute", by: executor, change },
  ]);
const anySteps = fc
  .array(
    fc.oneof(
      anyStep.map((step) => [step]),
      anyCourse,
    ),
    { minLength: 10, maxLength: 25, size: "max" },
  )
  .map((courses) => courses.flat());

/** All changes of this small world, by number. */
function changesOf(world: RegistryWorld): readonly Change[] {
  const addresses = PEOPLE.map((name) => world[name].address.toRawString());
  return [
    ...images.map(({ id }): Change => ({ type: "approve", approval: { kind: "measurement", id } })),
    ...images.map((subject): Change => ({ type: "remove", subject })),
    ...addresses.map((owner): Change => ({ type: "setOwner", owner })),
    ...addresses.map((guardian): Change => ({ type: "setGuardian", guardian })),
  ];
}

const nameOf = (world: RegistryWorld, address: string): Name =>
  PEOPLE.find((name) => world[name].address.toRawString() === address) as Name;

/** Whether the rules allow it, and then what it does. */
function apply(model: Model, world: RegistryWorld, step: Step, now: number): boolean {
  if (step.what === "wait") return true;
  if (step.what === "deny") return deny(model, step.by, images[step.image] as Subject);
  const change = changesOf(world)[step.change] as Change;
  const hash = changeHash(change);
  if (step.what === "propose") return propose(model, step.by, change, now);
  const proposal = model.pending.get(hash);
  if (!proposal) return false;
  if (step.what === "cancel") {
    const mayGuard = step.by === model.guardian && change.type !== "setGuardian";
    return (step.by === model.owner || mayGuard) && model.pending.delete(hash);
  }
  return execute(model, world, step.by, proposal, now) && model.pending.delete(hash);
}

function deny(model: Model, who: Name, { id }: Subject): boolean {
  if ((who !== model.owner && who !== model.guardian) || model.denied.has(id)) return false;
  model.denied.add(id);
  model.approved.delete(id);
  return true;
}

function propose(model: Model, who: Name, change: Change, now: number): boolean {
  if (who !== model.owner || model.pending.has(changeHash(change))) return false;
  if (change.type === "approve" && model.denied.has(change.approval.id)) return false;
  if (change.type === "remove" && !model.approved.has(change.subject.id)) return false;
  model.pending.set(changeHash(change), { change, readyAt: now + DELAY_SECONDS });
  return true;
}

function execute(
  model: Model,
  world: RegistryWorld,
  who: Name,
  { change, readyAt }: { readonly change: Change; readonly readyAt: number },
  now: number,
): boolean {
  const executor = change.type === "setOwner" ? nameOf(world, change.owner) : model.owner;
  if (who !== executor || now < readyAt || now > readyAt + EXECUTABLE_SECONDS) return false;
  switch (change.type) {
    case "approve":
      if (model.denied.has(change.approval.id)) return false;
      model.approved.add(change.approval.id);
      return true;
    case "remove":
      model.approved.delete(change.subject.id);
      return true;
    case "setOwner":
      model.owner = nameOf(world, change.owner);
      return true;
    case "setGuardian":
      model.guardian = nameOf(world, change.guardian);
      return true;
  }
}

async function send(world: RegistryWorld, step: Exclude<Step, { what: "wait" }>): Promise<boolean> {
  const from: Wallet = world[step.by];
  const change = step.what === "deny" ? null : (changesOf(world)[step.change] as Change);
  const sent =
    step.what === "deny"
      ? await world.deny(images[step.image] as Subject, from)
      : await world[step.what](change as Change, from);
  return world.exitCode(sent) === 0;
}

function expectEqual(state: RegistryState, model: Model, world: RegistryWorld): void {
  expect(nameOf(world, state.owner)).toBe(model.owner);
  expect(nameOf(world, state.guardian)).toBe(model.guardian);
  expect(new Set(state.approved.map(({ id }) => id))).toEqual(model.approved);
  expect(new Set(state.denied.map(({ id }) => id))).toEqual(model.denied);
  expect(new Set(state.pending.map(({ hash }) => hash))).toEqual(new Set(model.pending.keys()));
}

it("whatever owner, guardian and a stranger do, the registry does what its rules say, and keeps its reserve", async () => {
  const world = await RegistryWorld.start();
  await world.send(world.stranger, Cell.EMPTY, toNano("1"));
  const start = world.network.blockchain.snapshot();
  await fc.assert(
    fc.asyncProperty(anySteps, async (chosen) => {
      await world.network.blockchain.loadFrom(start);
      const model: Model = {
        owner: "owner",
        guardian: "guardian",
        approved: new Set(),
        denied: new Set(),
        pending: new Map(),
      };
      for (const step of chosen) {
        const before = await world.balance();
        const allowed = apply(model, world, step, world.network.now);
        if (step.what === "wait") world.network.advance(step.seconds);
        else expect(await send(world, step), JSON.stringify(step)).toBe(allowed);
        expectEqual(await world.state(), model, world);
        // Less only by what storage has cost since.
        expect(await world.balance()).toBeGreaterThan(before - toNano("0.05"));
      }
    }),
    { numRuns: RUNS, ...seed },
  );
}, 300_000);
