import { envelopeVectors } from "./envelope-vectors.ts";
import { keyMaterialVectors } from "./key-material-vectors.ts";
import { problemVectors } from "./problem-vectors.ts";
import { receiptVectors } from "./receipt-vectors.ts";
import { referenceVectors } from "./reference-vectors.ts";
import { responseVectors } from "./response-vectors.ts";

/** The files of `protocol/vectors/` that this package makes itself, by name, as text. */
export async function vectorFiles(): Promise<ReadonlyMap<string, string>> {
  const content = {
    "envelope.json": await envelopeVectors(),
    "response.json": await responseVectors(),
    "receipt.json": receiptVectors(),
    "reference-values.json": referenceVectors(),
    "key-material.json": keyMaterialVectors(),
    "problems.json": problemVectors(),
  };
  return new Map(
    Object.entries(content).map(([name, value]) => [name, `${JSON.stringify(value, null, 2)}\n`]),
  );
}
