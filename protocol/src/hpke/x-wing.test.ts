import { afterEach, expect, it, vi } from "vitest";
import { encapsulate, publicKeyOf } from "./x-wing.ts";

const SEED = new Uint8Array(32).fill(9);
afterEach(() => vi.restoreAllMocks());

/** The bytes that were drawn while `work` ran, as they are afterwards. */
async function drawnBy(work: () => Promise<unknown>): Promise<Uint8Array[]> {
  const drawn: Uint8Array[] = [];
  const draw = crypto.getRandomValues.bind(crypto);
  vi.spyOn(crypto, "getRandomValues").mockImplementation((bytes) => {
    drawn.push(bytes as unknown as Uint8Array);
    return draw(bytes);
  });
  await work();
  return drawn;
}

it("keeps nothing of what an encapsulation drew", async () => {
  const publicKey = await publicKeyOf(SEED);
  expect(await drawnBy(() => encapsulate(publicKey))).toEqual([new Uint8Array(64)]);
});

it("keeps nothing of it when a point of low order ends it", async () => {
  const publicKey = await publicKeyOf(SEED);
  publicKey.fill(0, 1184);
  const failing = () => expect(encapsulate(publicKey)).rejects.toThrow();
  expect(await drawnBy(failing)).toEqual([new Uint8Array(64)]);
});
