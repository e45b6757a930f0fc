import { AMD_ROOTS } from "@cocoon/protocol/attestation";
import { systemClock } from "./clock.ts";
import type { Config } from "./config.ts";
import type { GpuAttester } from "./identity/gpu/gpu-attester.ts";
import { NvidiaAttester } from "./identity/gpu/nvidia-attester.ts";
import { Endorser } from "./identity/kds/endorser.ts";
import { Kds } from "./identity/kds/kds.ts";
import { AmdAttester } from "./identity/tsm/amd-attester.ts";
import { TsmReports } from "./identity/tsm/report-directory.ts";
import type { Log } from "./log.ts";

const clock = systemClock;

/** The processor's firmware, endorsed by AMD's own roots and no others. */
export function amdAttesterOf(
  { COCOON_KDS: base, COCOON_CERTIFICATES: folder }: Config,
  log: Log,
): AmdAttester {
  const kds = base === "off" ? null : new Kds({ base, clock, log });
  const endorser = new Endorser({ roots: AMD_ROOTS, folder: folder ?? null, kds, clock, log });
  return new AmdAttester(new TsmReports({ clock }), endorser);
}

/** Tried before any weights are read, so that a GPU which can't be attested is told in seconds. @throws AttestationError */
export async function tryGpu(gpu: GpuAttester | null): Promise<void> {
  await gpu?.evidence(crypto.getRandomValues(new Uint8Array(32)));
}

/** Null where no GPU is to be attested. */
export const gpuAttesterOf = ({
  COCOON_GPU_EVIDENCE: path,
  COCOON_GPU_EVIDENCE_TIMEOUT_MS: timeoutMs,
}: Config): GpuAttester | null =>
  path === undefined ? null : new NvidiaAttester({ path, timeoutMs, clock });
