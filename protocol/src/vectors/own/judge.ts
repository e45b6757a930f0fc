import type { EnvelopeVectors } from "../envelope-vectors.ts";
import type { EvidenceVectors } from "../evidence-vectors.ts";
import type { GpuEvidenceVectors } from "../gpu-evidence-vectors.ts";
import type { KeyMaterialVectors } from "../key-material-vectors.ts";
import type { ProblemVectors } from "../problem-vectors.ts";
import type { Judgement } from "../public/judgement.ts";
import type { ReceiptVectors } from "../receipt-vectors.ts";
import type { ResponseVectors } from "../response-vectors.ts";
import type { RosterVectors } from "../roster-vectors.ts";
import { judgeEnvelopes } from "./envelopes.ts";
import { judgeOwnEvidence } from "./evidence.ts";
import { judgeGpuEvidence } from "./gpu-evidence.ts";
import { judgeKeyMaterial } from "./key-material.ts";
import { judgeProblems } from "./problems.ts";
import { judgeReceipts } from "./receipts.ts";
import { judgeResponses } from "./responses.ts";
import { judgeRosters } from "./rosters.ts";

type Judge = (vectors: unknown) => readonly Promise<Judgement>[];

const atOnce = (judgement: Judgement): Promise<Judgement> => Promise.resolve(judgement);

/** The files are this package's own, and tests hold each against the code that makes it. */
const JUDGES = {
  "envelope.json": (vectors) => judgeEnvelopes(vectors as EnvelopeVectors),
  "response.json": (vectors) => judgeResponses(vectors as ResponseVectors),
  "receipt.json": (vectors) => judgeReceipts(vectors as ReceiptVectors),
  "key-material.json": (vectors) => judgeKeyMaterial(vectors as KeyMaterialVectors).map(atOnce),
  "problems.json": (vectors) => judgeProblems(vectors as ProblemVectors).map(atOnce),
  "roster.json": (vectors) => judgeRosters(vectors as RosterVectors),
  "evidence.json": (vectors) => judgeOwnEvidence(vectors as EvidenceVectors),
  "gpu-evidence.json": (vectors) => judgeGpuEvidence(vectors as GpuEvidenceVectors),
} satisfies Record<string, Judge>;

export type OwnFile = keyof typeof JUDGES;

/** The files of `protocol/vectors/` that {@link judgeOwnVectors} can judge, on every platform alike. */
export const OWN_FILES = Object.keys(JUDGES) as OwnFile[];

/** Judges every vector of one of this package's own files, in its order. @param vectors the file, parsed */
export const judgeOwnVectors = (file: OwnFile, vectors: unknown): Promise<Judgement[]> =>
  Promise.all(JUDGES[file](vectors));
