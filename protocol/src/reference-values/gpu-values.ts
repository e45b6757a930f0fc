import * as v from "valibot";
import { count, hexText, shortText } from "../api/index.ts";

/** What a GPU of one architecture measures under one driver and VBIOS: any of the digests of each block is good. */
export const gpuReferenceValue = v.strictObject({
  architecture: v.picklist(["GH100", "GB100"]),
  driver: shortText(64),
  vbios: shortText(64),
  measurements: v.pipe(
    v.array(
      v.strictObject({
        /** Number of the SPDM measurement block, from 1. */
        block: v.pipe(count(254), v.minValue(1)),
        digests: v.pipe(v.array(hexText(48)), v.minLength(1), v.maxLength(16)),
      }),
    ),
    v.minLength(1),
    v.maxLength(254),
  ),
});
export type GpuReferenceValue = v.InferOutput<typeof gpuReferenceValue>;

/** The fields in their order (SPEC 10.2). */
export const gpuFields = ({ architecture, driver, vbios, measurements }: GpuReferenceValue) => ({
  architecture,
  driver,
  vbios,
  measurements: measurements.map(({ block, digests }) => ({ block, digests })),
});
