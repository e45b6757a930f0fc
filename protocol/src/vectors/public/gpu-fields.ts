import type { VerifiedGpu } from "../../attestation/index.ts";
import { toHex } from "../../bytes/index.ts";

type Fields = Readonly<Record<string, unknown>>;

/** NVIDIA's types of opaque fields that the public vectors name and the verifier does not need. */
const TYPE = {
  driver: 3,
  chipSku: 15,
  project: 17,
  projectSku: 18,
  fwid: 20,
  protectedPcie: 21,
  feature: 36,
};

/** A verified report in the public vectors' own names. Only GPUs state a driver and what board they are on. */
export function gpuFields({ report, leaf, vbios }: VerifiedGpu): Fields {
  const { nonce, measurements, fields, trailingZeros } = report;
  const text = (type: number): string | undefined => {
    const value = fields.get(type);
    return value && String.fromCharCode(...value).replace(/\0+$/, "");
  };
  const hex = (type: number): string | null => {
    const value = fields.get(type);
    return value ? toHex(value) : null;
  };
  return {
    nonce: toHex(nonce),
    driver: text(TYPE.driver),
    vbios,
    project: text(TYPE.project),
    project_sku: text(TYPE.projectSku),
    chip_sku: text(TYPE.chipSku),
    fwid: hex(TYPE.fwid),
    leaf_cn: leaf.commonName,
    measurement_blocks: measurements.size,
    measurements: Object.fromEntries(measurements),
    protected_pcie: hex(TYPE.protectedPcie),
    feature_flag: hex(TYPE.feature),
    trailing_zero_bytes: trailingZeros,
  };
}
