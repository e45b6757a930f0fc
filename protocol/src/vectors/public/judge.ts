import * as v from "valibot";
import { gpuManifestSchema, judgeGpus } from "./gpu.ts";
import { idBlockManifestSchema, judgeIdBlocks } from "./id-block.ts";
import type { Judgement, ReadVectorFile } from "./judgement.ts";
import { judgeLaunch, launchManifestSchema } from "./launch.ts";
import { judgeSnp, snpManifestSchema } from "./snp.ts";

const manifestSchema = v.variant("format", [
  snpManifestSchema,
  gpuManifestSchema,
  launchManifestSchema,
  idBlockManifestSchema,
]);

/**
 * Judges every vector of a manifest, in its order, whatever its format.
 * @throws ValiError for a manifest of another format, or with a knob that this runner does not know
 */
export function judgeManifest(manifest: unknown, read: ReadVectorFile): Promise<Judgement[]> {
  const parsed = v.parse(manifestSchema, manifest);
  if (parsed.format === "snp-vectors/1") return Promise.all(judgeSnp(parsed, read));
  if (parsed.format === "nvgpu-vectors/1") return Promise.all(judgeGpus(parsed, read));
  if (parsed.format === "snp-launch-vectors/1") return Promise.resolve(judgeLaunch(parsed, read));
  return Promise.resolve(judgeIdBlocks(parsed));
}
