import { beginCell, type Cell, Dictionary } from "@ton/core";
import { beforeEach, describe, expect, it } from "vitest";
import {
  type AccountSource,
  genesisData,
  REGISTRY_MAX_AGE_MS,
  RegistryKeeper,
  type RegistryPlace,
  type RegistryReading,
} from "../../wrappers/registry.ts";

const NOBODY = `0:${"00".repeat(32)}`;
const PLACE: RegistryPlace = { address: NOBODY, network: -3 };
const HOUR_MS = 3_600_000;

const born = (network = -3): Cell =>
  genesisData({ network, delaySeconds: 1, owner: NOBODY, guardian: NOBODY, approved: [] });

/** The registry after one denial. */
function denied(): Cell {
  const slice = born().beginParse();
  const list = Dictionary.empty(Dictionary.Keys.BigUint(392), Dictionary.Values.Uint(32)).set(7n << 384n, 1);
  return beginCell()
    .storeBits(slice.loadBits(32 + 32 + 2 * 267 + 16))
    .storeUint(1, 16)
    .storeUint(0, 8 + 1)
    .storeDict(list)
    .storeUint(0, 1)
    .endCell();
}

/** A TON server under the test's control, and the disk of its reader. */
class Server implements AccountSource {
  nowMs = 1_790_000_000_000;
  data: Cell | null = born();
  lt = "5";
  behindMs = 0;
  asked = 0;
  answers: "at once" | "with an error" = "at once";
  stored: RegistryReading | null = null;

  async getContractState() {
    this.asked += 1;
    if (this.answers === "with an error") throw new TypeError("fetch failed");
    return {
      state: this.data ? ("active" as const) : ("uninitialized" as const),
      data: this.data && this.data.toBoc(),
      lastTransaction: { lt: this.lt },
      timestampt: Math.floor((this.nowMs - this.behindMs) / 1000),
    };
  }

  keeper(place = PLACE): RegistryKeeper {
    const store = {
      load: async () => this.stored,
      save: async (_: RegistryPlace, reading: RegistryReading) => void (this.stored = reading),
    };
    return new RegistryKeeper({ chain: this, place, store, clock: () => this.nowMs });
  }
}

let server: Server;
let keeper: RegistryKeeper;
beforeEach(() => {
  server = new Server();
  keeper = server.keeper();
});

const refusal = (place?: RegistryPlace) => ({
  for: (code: string) =>
    expect(server.keeper(place).current()).rejects.toMatchObject({ name: "RegistryError", code }),
});

describe("the keeper of a registry", () => {
  it("asks once a minute, and once for all who ask at once", async () => {
    const readings = await Promise.all([keeper.current(), keeper.current()]);
    expect(readings[0]).toBe(readings[1]);
    server.nowMs += 59_999;
    await keeper.current();
    expect(server.asked).toBe(1);
    server.nowMs += 1;
    await keeper.current();
    expect(server.asked).toBe(2);
  });

  it("shows a denial within a minute", async () => {
    expect((await keeper.current()).state.denied).toEqual([]);
    [server.data, server.lt] = [denied(), "6"];
    server.nowMs += 60_000;
    expect((await keeper.current()).state.denied).toHaveLength(1);
  });

  it("works from the last reading while the server is away, for a day, also after a restart", async () => {
    const { asOfMs } = await keeper.current();
    server.answers = "with an error";
    server.nowMs += REGISTRY_MAX_AGE_MS;
    expect((await keeper.current()).asOfMs).toBe(asOfMs);
    expect((await server.keeper().current()).asOfMs).toBe(asOfMs);
    server.nowMs += 1;
    await expect(keeper.current()).rejects.toMatchObject({ code: "unreachable" });
    await refusal().for("unreachable");
  });

  it("counts age by the chain's clock: a server that stands still is away", async () => {
    server.behindMs = REGISTRY_MAX_AGE_MS + 1_000;
    await refusal().for("unreachable");
    server.behindMs = HOUR_MS;
    expect((await keeper.current()).asOfMs).toBe(server.nowMs - HOUR_MS);
  });

  it("does not know the age of a reading from the future, and asks anew", async () => {
    await keeper.current();
    server.nowMs -= HOUR_MS;
    server.answers = "with an error";
    await expect(keeper.current()).rejects.toMatchObject({ code: "unreachable" });
    server.answers = "at once";
    expect((await keeper.current()).asOfMs).toBe(server.nowMs);
  });

  it.each([
    ["goes back in time", () => [denied(), "4"] as const],
    ["takes a denial back", () => [born(), "9"] as const],
  ])("takes nothing from a server that %s", async (_what, change) => {
    [server.data, server.lt] = [denied(), "6"];
    await keeper.current();
    [server.data, server.lt] = change();
    server.nowMs += HOUR_MS;
    expect(await keeper.current()).toMatchObject({ lt: 6n, asOfMs: server.nowMs - HOUR_MS });
    expect((await server.keeper().current()).lt).toBe(6n);
    server.nowMs += REGISTRY_MAX_AGE_MS;
    await refusal().for("contradiction");
  });

  it("refuses what is no registry, or of another network", async () => {
    await refusal({ ...PLACE, network: -239 }).for("other_network");
    server.data = beginCell().storeUint(0, 64).endCell();
    await refusal().for("malformed");
    server.data = null;
    await refusal().for("not_deployed");
    expect(server.stored).toBeNull();
  });
});
