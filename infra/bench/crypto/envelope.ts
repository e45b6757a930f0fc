import { openRequest, ReplaySet } from "@cocoon/protocol/envelope";
import type { StubIdentity } from "../stub/identity.ts";
import { BODY_BYTES, newStubRequest } from "../stub/request.ts";
import { BenchError } from "../suite.ts";
import { bareOpen, bareSeal } from "./bare.ts";
import { compare } from "./compare.ts";

/** What a prototype took on one core: the design's figures. */
const SEAL_BAR_MS = 11;
const OPEN_BAR_MS = 5;

/** Sealing to all of `stubs`, as a client does for one question. */
export async function sealFigure(stubs: readonly StubIdentity[], runs: number) {
  const request = newStubRequest(stubs);
  const K = stubs.length;
  return compare({
    name: `seal an envelope, K = ${K}, 4 KiB body`,
    runs,
    measured: () => request.seal(),
    baselineName: `${K} × X-Wing encapsulate + AES-256-GCM of 4 KiB`,
    baseline: await bareSeal(K, BODY_BYTES),
    barMs: SEAL_BAR_MS,
  });
}

/** Opening it at one of them, all checks of SPEC 4.9 included. */
export async function openFigure(stubs: readonly StubIdentity[], runs: number) {
  const [stub] = stubs;
  if (!stub) throw new BenchError("There is no one to open an envelope.");
  const { envelope } = await newStubRequest(stubs).seal();
  const open = () =>
    openRequest({
      envelope,
      keyId: stub.node.keyId,
      privateKey: stub.hpke.privateKey,
      keyExpiresMs: stub.node.expiresMs,
      nowMs: Date.now(),
      acceptsRoster: () => true,
      // A new set for each run: this very envelope has been met before.
      replay: new ReplaySet(),
      hasManifest: () => true,
    });
  return compare({
    name: "open it at a worker",
    runs,
    measured: open,
    baselineName: "X-Wing decapsulate + AES-256-GCM of 4 KiB",
    baseline: await bareOpen(BODY_BYTES),
    barMs: OPEN_BAR_MS,
  });
}
