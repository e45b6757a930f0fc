import { developmentPolicy, mintSimulatedPki } from "@cocoon/protocol/testing";
import { newStubIdentity } from "../stub/identity.ts";
import { BenchError, type Suite } from "../suite.ts";
import { openFigure, sealFigure } from "./envelope.ts";
import { snpCase, verifyFigures } from "./evidence/figures.ts";
import { gpuCase } from "./evidence/gpu-case.ts";
import { frameOpenFigure, frameSealFigure } from "./frames.ts";
import { receiptFigure } from "./receipts.ts";

/** As many as a client seals to. */
const CANDIDATES = ["bench-1", "bench-2", "bench-3"] as const;

/** What cryptography costs each side for one question, beside the primitives alone. */
export const cryptoSuite: Suite = async ({ quick, folder, progress }) => {
  const runs = quick ? 100 : 1_000;
  const pki = await mintSimulatedPki();
  const policy = developmentPolicy(pki);
  const stubs = await Promise.all(CANDIDATES.map((name) => newStubIdentity(pki, policy, name)));
  const [stub] = stubs;
  if (!stub) throw new BenchError("No stub worker was made.");
  progress(`sealing, opening and verifying, ${runs} times each`);
  return [
    await sealFigure(stubs, runs),
    await openFigure(stubs, runs),
    ...(await verifyFigures([snpCase(stub, policy), await gpuCase(pki)], runs, folder)),
    // Shorter by far than the others, so more of them.
    await frameSealFigure(stub, runs * 10),
    await frameOpenFigure(stub, runs * 10),
    await receiptFigure(stub, runs),
  ];
};
